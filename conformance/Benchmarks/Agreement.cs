using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Benchmarks;

/// <summary>
/// Whether the sampler of `latency` and BenchmarkDotNet say the same of what both time. Both stand on one footing: processes of
/// the one alternate with processes of the other, each times C and managed code itself and gives one ratio, of medians, and all
/// run the same loops in C with the runtime's own settings. Two processes of one program can differ by half, in nanoseconds.
/// </summary>
internal static class Agreement
{
    /// <summary>Ratios that differ by less say the same: what the sampler promises of two runs, and as much again for the other.</summary>
    private const double Tolerance = 0.10;

    private const int Processes = 20, Milliseconds = 500;

    private static readonly (string Quantity, string Key, string Means)[] both =
    [
        ("callback", "each::safe::caller::uco::empty", "callback uco"),
        ("callback", "each::safe::caller::delegate::empty", "callback delegate"),
        ("round-trip", "each::safe::caller::uco::empty", "round-trip uco"),
        ("call-per-method", "each::safe::caller::c::empty", "call-per-method safe"),
        ("call-per-method", "each::unsafe::caller::c::empty", "call-per-method unsafe"),
    ];

    /// <summary>Prints both, and answers 1 when they say different things.</summary>
    public static async Task<int> AskAsync()
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var plan = LatencyPlan.Of([.. both.Select(b => new Subject(Quantity.Named(b.Quantity), Key.Parse(b.Key)))], Milliseconds);
        var run = new LatencyRun(context, Reproduce.DefaultEnvironment, plan, []);
        var (sampled, benched) = (new List<Sat>(), new List<Dictionary<string, double>>());
        while (benched.Count < Processes)
        {
            Console.Error.WriteLine($"{benched.Count + 1} of {Processes} processes of each");
            sampled.AddRange(await run.RunAsync((_, _) => { }, CancellationToken.None));
            benched.Add(await ElsewhereAsync());
        }

        var rows = new Fold(context, Reproduce.DefaultEnvironment, quick: false).Rows(plan, sampled);
        Console.WriteLine($"{"ratios to C",-24} {"sampler",8} {"BenchmarkDotNet",16}   apart by a factor of");
        var words = both.Zip(rows, (b, row) => Told(b.Means, Comparison.Ratios(row), [.. benched.Select(m => m[b.Means] / m[$"{b.Quantity} c"])])).ToList();
        Console.WriteLine($"{words.Count(w => w == Same)} of {words.Count} agree.");
        return words.Contains(Differ) ? 1 : 0;
    }

    /// <summary>BenchmarkDotNet alone, in processes of its own making, with its own output.</summary>
    public static int Means()
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var (folder, library) = Places(context.Installation);
        var summary = BenchmarkRunner.Run<Means>(Benchmarks.Means.Config(library, folder, ConsoleLogger.Default));
        return summary.Reports.Length > 0 && summary.Reports.All(r => r.Success) ? 0
            : throw new BrokenKitException($"BenchmarkDotNet did not come to its end; its log is in {folder}");
    }

    /// <summary>BenchmarkDotNet in this process: a line for each benchmark, its median in nanoseconds and its name.</summary>
    public static int Here()
    {
        var (folder, library) = Places(Installation.Find());
        Environment.SetEnvironmentVariable(Benchmarks.Means.LibraryVariable, library);
        var summary = BenchmarkRunner.Run<Means>(Benchmarks.Means.InProcess(Path.Combine(folder, "agree"), NullLogger.Instance));
        foreach (var report in summary.Reports.Where(r => r.Success))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.ResultStatistics!.Median} {Name(report)}"));
        }

        return summary.Reports.Length > 0 && summary.Reports.All(r => r.Success) ? 0 : 3;
    }

    private const string Differ = "they differ", Same = "they agree", CannotTell = "cannot tell";

    private static string Told(string name, IReadOnlyList<double> sampler, IReadOnlyList<double> other)
    {
        var factor = Statistics.Shift(sampler, other, Comparison.Confidence)!;
        var word = Comparison.Judge(factor, Tolerance) switch { Shift.Same => Same, Shift.CannotTell => CannotTell, _ => Differ };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-24} {Median.Of(sampler),8:0.00} {Median.Of(other),16:0.00}   {factor.Median:0.00} ({factor.Low:0.00} to {factor.High:0.00}): {word}"));
        return word;
    }

    private static async Task<Dictionary<string, double>> ElsewhereAsync()
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(Agreement).Assembly.Location, "means-here"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? lines.Select(l => l.Split(' ', 2)).ToDictionary(l => l[1], l => double.Parse(l[0], CultureInfo.InvariantCulture))
            : throw new BrokenKitException($"BenchmarkDotNet did not come to its end. It says why after: {info.FileName} {string.Join(' ', info.ArgumentList)}");
    }

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');

    private static (string Folder, string Library) Places(Installation installation) => (
        Path.Combine(installation.Root, "artifacts", "benchmarks"), Path.Combine(Path.GetDirectoryName(installation.Host)!, "libcallbacks.so"));
}
