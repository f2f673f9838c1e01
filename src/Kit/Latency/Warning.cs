using Kit.Matrix;

namespace Kit.Latency;

/// <summary>What makes a number less than it seems. The list is closed; each has advice.</summary>
public sealed record Warning(string Name, string Advice)
{
    public static IReadOnlyList<Warning> All { get; } =
    [
        new("noisy", "The rounds of one process differ by more than a quarter. Close what else runs, or time on another machine."),
        new("two-bands", "Processes of the same program differ by more than a fifth. Use the ratio: it is taken within a process."),
        new("few-processes", "Fewer than six processes, as the time was over: the interval has less than 95 % confidence. Close what else runs, or name fewer cells."),
        new("few-samples", "Too few callbacks for the far end of the tail. Leave --quick out."),
        new("clock-coarse", "The clock's step is more than a tenth of the value. Believe the quantity that is timed in batches."),
        new("clock-drifted", "The clock's rate changed while it was used. A virtual machine that was moved, or a counter that is not sound."),
        new("frequency-changed", "The same work took more than 5 % longer or shorter at the end than at the beginning. Fix the processor's frequency, let it cool, or use the ratio."),
        new("no-counter", "No time-stamp counter that can be trusted here: clock_gettime takes its place, and costs more."),
        new("compiled-meanwhile", "Methods were compiled while the clock ran: some code was not yet its last. Repeat the run."),
        new("no-difference", "The difference to C is below what was resolved: it may be called none."),
    ];

    internal static IReadOnlyList<string> Of(
        Subject subject, IReadOnlyList<SampleFile> files, IReadOnlyList<ProcessRounds> processes, double confidence, double resolution,
        Estimate value)
    {
        var single = subject.Quantity.Stamped;
        var medians = processes.Select(p => Median.Of(p.Value)).ToList();
        var (twin, n) = (Median.Of(processes.Select(p => Median.Of(p.Twin))), processes.Sum(p => p.Value.Count));
        (string Name, bool Holds)[] all =
        [
            ("noisy", subject.Quantity.Mode == "batch" && Median.Of(processes.Select(p => Spread(p.Value))) > 0.25),
            ("two-bands", medians.Max() > 1.2 * medians.Min() && medians.Max() - medians.Min() > resolution),
            ("few-processes", confidence < Statistics.WantedConfidence),
            ("few-samples", subject.Quantity.Mode is "each" or "paced" && n < 100_000),
            ("clock-coarse", single && files.Max(f => f.Ns(f.Step)) > value.Median / 10),
            ("clock-drifted", files.Any(f => Math.Abs(f.Drift) > 0.001)),
            ("frequency-changed", files.Any(f => Math.Abs(f.Slowdown - 1) > 0.05)),
            ("no-counter", files.Any(f => !f.Counter)),
            ("compiled-meanwhile", files.Any(f => f.Named("compiled-meanwhile", SeriesKind.Numbers).Any(s => s.Values[0] > 0))),
            ("no-difference", Math.Abs(value.Median - twin) <= resolution),
        ];
        return [.. all.Where(w => w.Holds).Select(w => w.Name)];
    }

    // Between the quartiles, by the median.
    private static double Spread(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[sorted.Count * 3 / 4] - sorted[sorted.Count / 4]) / Math.Max(sorted[sorted.Count / 2], 1e-9);
    }
}
