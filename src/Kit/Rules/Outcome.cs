using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What one attempt did, with the circumstances.</summary>
/// <param name="Kind">The kind of end.</param>
/// <param name="Signal">Of which it died ("SIGSEGV"); null when the kit itself ended it.</param>
/// <param name="ExitCode">With which it ended by itself.</param>
/// <param name="Stage">How far it got.</param>
/// <param name="Message">The runtime's own words, or the reason.</param>
/// <param name="Seconds">From start to end.</param>
/// <param name="Assert">It failed fast at an assertion of the runtime itself: a Checked or Debug build found itself in a
/// state that must not be, which a release build would have gone on from.</param>
public sealed record Outcome(
    OutcomeKind Kind,
    string? Signal = null,
    int? ExitCode = null,
    string? Stage = null,
    string? Message = null,
    double Seconds = 0,
    bool Assert = false)
{
    /// <summary>The detail of an outcome with <see cref="Assert"/>: which signal follows is the build's whim.</summary>
    public const string AssertDetail = "assert";

    /// <summary>What tells outcomes of one kind apart in a known file: "assert", the signal, or the exit code of
    /// <c>exited</c>.</summary>
    public string? Detail => Assert ? AssertDetail : Kind == OutcomeKind.Exited ? ExitCode?.ToString() : Signal;
}

/// <summary>One outcome and how often it was seen.</summary>
public sealed record Tally(Outcome Outcome, int Count)
{
    /// <summary>Folds attempts: those of one kind, signal, exit code and stage are one, and asserts by themselves. The first message stands for
    /// all, the seconds are the median. The most frequent comes first.</summary>
    public static IReadOnlyList<Tally> Of(IEnumerable<Outcome> attempts) =>
        [.. attempts
            .GroupBy(o => (o.Kind, o.Assert, o.Signal, o.ExitCode, o.Stage))
            .Select(g => new Tally(
                g.First() with { Message = g.FirstOrDefault(o => o.Message is not null)?.Message, Seconds = Median.Of(g.Select(o => o.Seconds)) },
                g.Count()))
            .OrderByDescending(t => t.Count)
            .ThenBy(t => t.Outcome.Kind)
            .ThenBy(t => t.Outcome.Detail, StringComparer.Ordinal)
            .ThenBy(t => t.Outcome.Stage, StringComparer.Ordinal)];
}
