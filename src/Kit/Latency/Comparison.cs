using Kit.Matrix;

namespace Kit.Latency;

/// <summary>What can be said of one subject in two runs.</summary>
public enum Shift { Same, CannotTell, Faster, Slower }

/// <summary>By what factor the ratio to C changed, and what that means.</summary>
public sealed record Compared(LatencyRow Before, LatencyRow After, Estimate? Factor, Shift Shift);

/// <summary>Compares two runs by their ratios to C, which two runs on one machine have in common however busy it was.</summary>
public static class Comparison
{
    /// <summary>Of each single judgement.</summary>
    public const double Confidence = 0.95;

    /// <summary>A row of a build that was brought along is compared with the earlier one of such a build, else with that of the
    /// release.</summary>
    /// <param name="threshold">As a fraction: 0.05 is five percent.</param>
    public static IReadOnlyList<Compared> Of(IReadOnlyList<LatencyRow> before, IReadOnlyList<LatencyRow> after, double threshold)
    {
        var earlier = before.ToLookup(b => (b.Subject, b.Quick)); // a library has shorter runs with --quick
        return
        [
            .. from a in after
               let own = earlier[(a.Subject, a.Quick)]
               from b in own.Any() ? own : earlier[(a.SubjectOfRelease, a.Quick)]
               select Judge(b, a, threshold),
        ];
    }

    private static Compared Judge(LatencyRow before, LatencyRow after, double threshold)
    {
        var factor = Ratios(before) is { Count: > 0 } old && Ratios(after) is { Count: > 0 } @new
            ? Statistics.Shift(old, @new, Confidence) : null;
        var moved = Math.Abs(after.Value.Median - before.Value.Median) > Math.Max(before.ResolutionNs, after.ResolutionNs);
        var change = Judge(factor, threshold);
        return new Compared(before, after, factor, change is Shift.Slower or Shift.Faster && !moved ? Shift.CannotTell : change);
    }

    /// <summary>What an interval for the factor between two says, all of it on one side or within.</summary>
    /// <param name="factor">Null: there is none to be had.</param>
    /// <param name="threshold">As a fraction.</param>
    public static Shift Judge(Estimate? factor, double threshold) => factor is null ? Shift.CannotTell
        : factor.Low > 1 + threshold ? Shift.Slower
        : factor.High < 1 / (1 + threshold) ? Shift.Faster
        : factor.Low >= 1 / (1 + threshold) && factor.High <= 1 + threshold ? Shift.Same
        : Shift.CannotTell;

    /// <summary>To C, one of each process.</summary>
    public static IReadOnlyList<double> Ratios(LatencyRow row) =>
        [.. row.Processes.Select(p => Median.Of(p.Value) / Median.Of(p.Twin)).Where(double.IsFinite).Where(r => r > 0)];
}
