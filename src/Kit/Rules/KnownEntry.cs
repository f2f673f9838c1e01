using Kit.Matrix;

namespace Kit.Rules;

/// <summary>One outcome as a known file lists it: <c>crashed:SIGSEGV x3</c>.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Detail">A signal, or an exit code of <c>exited</c>; null means any.</param>
/// <param name="Count">In how many attempts.</param>
public sealed record KnownOutcome(OutcomeKind Kind, string? Detail = null, int Count = 1)
{
    public bool Matches(OutcomeKind kind, string? detail) => Kind == kind && (Detail is null || Detail == detail);

    public override string ToString() =>
        Kind.Word() + (Detail is null ? "" : $":{Detail}") + (Count > 1 ? $" x{Count}" : "");

    /// <summary>What was seen, as a known file would list it: the stage and the words of an outcome vary too
    /// much.</summary>
    public static IReadOnlyList<KnownOutcome> Of(IEnumerable<Tally> seen) => Sorted(
        seen.GroupBy(t => (t.Outcome.Kind, t.Outcome.Detail))
            .Select(g => new KnownOutcome(g.Key.Kind, g.Key.Detail, g.Sum(t => t.Count))));

    /// <summary>The most frequent first.</summary>
    public static IReadOnlyList<KnownOutcome> Sorted(IEnumerable<KnownOutcome> outcomes) =>
        [.. outcomes.OrderByDescending(o => o.Count).ThenBy(o => o.Kind).ThenBy(o => o.Detail, StringComparer.Ordinal)];
}

/// <summary>A line of a known file: what is observed of a cell today.</summary>
/// <param name="Key">The cell.</param>
/// <param name="Outcomes">What it does, the most frequent first.</param>
/// <param name="Link">Where a deviation from a promise is reported; without one it is not known but a
/// violation.</param>
/// <param name="Note">The comment at the end of the line.</param>
/// <param name="Above">The lines of comment right above it.</param>
public sealed record KnownEntry(
    Key Key,
    IReadOnlyList<KnownOutcome> Outcomes,
    Uri? Link = null,
    string? Note = null,
    IReadOnlyList<string>? Above = null)
{
    /// <summary>On how many attempts the line stands.</summary>
    public int Attempts => Outcomes.Sum(o => o.Count);

    public bool Lists(Outcome outcome) => Outcomes.Any(o => o.Matches(outcome.Kind, outcome.Detail));

    public bool SaysTheSameAs(KnownEntry other) =>
        Key == other.Key && Link == other.Link && Outcomes.SequenceEqual(other.Outcomes);

    /// <summary>The line, without the comments above it.</summary>
    public override string ToString() =>
        $"{Key}  {string.Join(", ", Outcomes)}" +
        (Link is null ? "" : $"  {Link.OriginalString}") +
        (Note is null ? "" : $"  # {Note}");
}
