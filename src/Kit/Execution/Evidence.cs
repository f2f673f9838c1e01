namespace Kit.Execution;

/// <summary>What stands behind an outcome, for the row and for people.</summary>
/// <param name="Text">One line: the cycle, who ran, where each thread stood, or what else is to be said.</param>
/// <param name="Cycle">The proof of a deadlock, thread by thread.</param>
/// <param name="Corroboration">What the runtime's own state says of the proof.</param>
/// <param name="Measures">What the body observed.</param>
public sealed record Evidence(
    string? Text = null,
    Cycle? Cycle = null,
    string? Corroboration = null,
    IReadOnlyDictionary<string, long>? Measures = null)
{
    /// <summary>Null when there is nothing to tell.</summary>
    internal static Evidence? Of(Finding finding, IEnumerable<string> notes)
    {
        var text = string.Join("; ", notes);
        var measures = finding.Page.Measures.DistinctBy(m => m.Key).ToDictionary();
        return text.Length == 0 && finding.Proof is null && measures.Count == 0
            ? null
            : new Evidence(
                text.Length == 0 ? null : text,
                finding.Proof,
                finding.Corroboration,
                measures.Count == 0 ? null : measures);
    }
}
