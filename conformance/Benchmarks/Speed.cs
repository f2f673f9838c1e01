using System.Diagnostics;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Benchmarks;

/// <summary>
/// For each environment: the CPU time of an isolated `empty` cell against an empty program on the same runtime, started in
/// the same way, in interleaved rounds; and how many isolated cells a second the kit runs, plants left out. The first is the
/// kernel's account of the finished process, the second the wall clock of a machine that does nothing else.
/// </summary>
internal static class Speed
{
    private const int Rounds = 100, Attempts = 600;

    // What the kit claims, on two cores.
    private const double MostTimesTheFloor = 1.3;

    /// <param name="names">Environments, or all; without any, the plain one.</param>
    /// <returns>1 when a cell costs more than the kit claims.</returns>
    public static async Task<int> MeasureAsync(IReadOnlyList<string> names)
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var environments = names.Count == 0 ? [Reproduce.DefaultEnvironment]
            : AllEnvironments.Named(names, () => context.Installation).Where(e => !names.Contains(AllEnvironments.Word) || e.Modes.IsEmpty).ToList();
        var code = 0;
        Console.WriteLine($"{Rounds} interleaved rounds, milliseconds of CPU: median (lower and upper quartile)");
        Console.WriteLine($"{"environment",-16} {"empty cell",-24} {"empty program",-24} {"ratio",-24} isolated cells a second, on {Environment.ProcessorCount} cores");
        foreach (var environment in environments)
        {
            var program = context.Program(environment, []);
            var floor = await Floor.MeasureAsync(context.Installation, program, Rounds, default);
            var rate = await RateAsync(context, program);
            Console.WriteLine(
                $"{environment.RuntimeAndModes,-16} {Told(floor.Cells, 1000),-24} {Told(floor.Floors, 1000),-24} {Told(floor.Ratios, 1),-24} {rate:0}");
            code = floor.Ratio > MostTimesTheFloor ? 1 : code;
        }

        return code;
    }

    /// <summary>As `run` does it, with a log of attempts, and as many jobs.</summary>
    private static async Task<double> RateAsync(KitContext context, ChildProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("kit-speed-");
        try
        {
            var selector = Selector.Parse("each::safe::caller::uco::empty");
            var plan = Plan.For(context.Product(program.Environment, []), program.Environment, [selector]);
            using var log = AttemptLog.Begin(Path.Combine(folder.FullName, "attempts.jsonl"));
            var run = new MatrixRun(context.Installation, program, plan, log, context.Looks);
            var settings = new RunSettings(
                Environment.ProcessorCount * 6, Attempts, Patience.Limit(program.Environment), () => false);
            var clock = Stopwatch.StartNew();
            await run.RunAsync([.. plan.Cells.Select(c => c.Key)], new Dictionary<Key, int>(), settings, _ => { }, (_, _) => false, default);
            return Attempts / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Told(IReadOnlyList<double> values, double unit)
    {
        var sorted = values.Order().Select(v => v * unit).ToList();
        return $"{sorted[sorted.Count / 2]:0.00} ({sorted[sorted.Count / 4]:0.00} to {sorted[sorted.Count * 3 / 4]:0.00})";
    }
}
