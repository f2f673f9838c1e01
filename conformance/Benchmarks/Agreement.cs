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
/// Whether the sampler of `latency` and BenchmarkDotNet say the same, of what both time: ratios to C, as processes of one
/// program can differ by half. The sampler is asked before and after, so that a machine that changed meanwhile shows.
/// </summary>
internal static class Agreement
{
    /// <summary>Ratios that differ by less say the same: what the sampler promises of two runs, and as much again for the other.</summary>
    private const double Tolerance = 0.10;

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
        var cells = both.Select(b => Selector.Parse(b.Key)).Distinct().ToList();
        var before = await Twice.QuickAsync(context, cells);
        var summary = Measured(context.Installation, new AccumulationLogger());
        var after = await Twice.QuickAsync(context, cells);
        Console.WriteLine($"{"quantity",-24} {"sampler before",15} {"BenchmarkDotNet",16} {"sampler after",14}   ratios to C");
        var differ = false;
        foreach (var (quantity, key, means) in both)
        {
            var mean = Mean(summary, means) / Mean(summary, $"{quantity} c");
            var word = Word(Ratio(before, quantity, key), mean, Ratio(after, quantity, key));
            differ |= word == Differ;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{means,-24} {Ratio(before, quantity, key).Median,15:0.00} {mean,16:0.00} {Ratio(after, quantity, key).Median,14:0.00}   {word}"));
        }

        Console.WriteLine($"Tables and JSON of BenchmarkDotNet: {Path.GetRelativePath(Environment.CurrentDirectory, summary.ResultsDirectoryPath)}");
        return differ ? 1 : 0;
    }

    /// <summary>BenchmarkDotNet alone, with its own output.</summary>
    public static int Means()
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        return Measured(context.Installation, ConsoleLogger.Default).HasCriticalValidationErrors ? 3 : 0;
    }

    internal const string Differ = "they differ", Same = "they agree", CannotTell = "cannot tell: the sampler's two runs or their intervals are further apart than the tolerance";

    /// <summary>The word for one quantity.</summary>
    internal static string Word(Estimate before, double mean, Estimate after)
    {
        var (low, high) = (Math.Min(before.Low, after.Low), Math.Max(before.High, after.High));
        return mean >= low / (1 + Tolerance) && mean <= high * (1 + Tolerance)
            ? high / low <= 1 + 2 * Tolerance ? Same : CannotTell
            : Differ;
    }

    private static Estimate Ratio(IReadOnlyList<LatencyRow> rows, string quantity, string key) =>
        rows.Single(r => r.Quantity == quantity && r.Key == key).Ratio;

    private static double Mean(Summary summary, string name) =>
        summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') == name).ResultStatistics!.Mean;

    private static Summary Measured(Installation installation, ILogger logger)
    {
        var folder = Path.Combine(installation.Root, "artifacts", "benchmarks");
        var library = Path.Combine(Path.GetDirectoryName(installation.Host)!, "libcallbacks.so");
        var summary = BenchmarkRunner.Run<Means>(Benchmarks.Means.Config(library, folder, logger));
        return summary.Reports.Length > 0 && summary.Reports.All(r => r.Success)
            ? summary
            : throw new BrokenKitException($"BenchmarkDotNet did not come to its end; its log is in {folder}");
    }
}
