using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Benchmarks;

/// <summary>
/// The CPU time of an isolated `empty` cell against an empty program on the same runtime, started in the same way, in
/// interleaved rounds. Both figures are the kernel's account of the finished process.
/// </summary>
internal static class Speed
{
    private const int Rounds = 100;

    public static async Task<int> MeasureAsync()
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var program = context.Program(Reproduce.DefaultEnvironment, []);
        var key = Key.Parse("each::safe::caller::uco::empty");
        var floor = Path.Combine(context.Installation.Root, "artifacts", "floor", "net10.0", "Floor.dll");
        using var job = new Job(context.Installation, new Watcher());
        var cells = new List<double>();
        var floors = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var one = await CpuAsync(job, l => program.Cell(key, l));
            var other = await CpuAsync(job, l => new ChildStart(
                [context.Installation.Host, program.RuntimeDirectory(), floor], program.Cell(key, l).Environment));
            if (round > 0) // the first warms the page cache
            {
                cells.Add(one);
                floors.Add(other);
            }
        }

        var ratios = cells.Zip(floors, (c, f) => c / f).ToList();
        Console.WriteLine($"{Rounds} interleaved rounds, milliseconds of CPU: median (lower and upper quartile)");
        Console.WriteLine($"  empty cell     {Told(cells)}");
        Console.WriteLine($"  empty program  {Told(floors)}");
        Console.WriteLine($"  ratio          {Told(ratios)}");
        return 0;
    }

    private static async Task<double> CpuAsync(Job job, Func<Launcher, ChildStart> start) =>
        (await job.RunAsync(start, TimeSpan.FromSeconds(30), CancellationToken.None)).Cpu.TotalMilliseconds;

    private static string Told(List<double> values)
    {
        var sorted = values.Order().ToList();
        return $"{sorted[sorted.Count / 2]:0.00} ({sorted[sorted.Count / 4]:0.00} to {sorted[sorted.Count * 3 / 4]:0.00})";
    }
}
