using System.Text.RegularExpressions;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>What was seen of a cell, in words, without what differs from run to run though nothing else does.</summary>
public static partial class Observed
{
    /// <summary>"crashed (SIGSEGV, inside)", or "18 of 20 returned, 2 of 20 crashed (SIGSEGV, inside)".</summary>
    public static string InWords(Row row) => row.Outcomes is [var only]
        ? InWords(only.Outcome)
        : string.Join(", ", row.Outcomes.Select(t => $"{t.Count} of {row.Attempts} {InWords(t.Outcome)}"));

    /// <summary>The outcome with its circumstances. How far a cell got that came to its end is no news.</summary>
    public static string InWords(Outcome outcome)
    {
        var detail = outcome.Kind == OutcomeKind.Exited && outcome.Detail is not null
            ? $"code {outcome.Detail}"
            : outcome.Detail;
        var stage = outcome.Kind is OutcomeKind.Returned or OutcomeKind.Absent ? null : outcome.Stage;
        var circumstances = string.Join(", ", new[] { detail, stage }.OfType<string>());
        return outcome.Kind.Word() + (circumstances.Length == 0 ? "" : $" ({circumstances})");
    }

    /// <summary>The words that the outcomes of a cell came with; of the most frequent one that has any. Empty when
    /// there are none.</summary>
    public static string Words(Row row) =>
        row.Outcomes.Select(t => Words(row, t.Outcome)).FirstOrDefault(w => w.Length > 0) ?? "";

    /// <summary>The words that one outcome of a cell came with: a diagnosis, a reason, a cycle, where its threads
    /// stood.</summary>
    public static string Words(Row row, Outcome outcome) => Steady(
        !string.IsNullOrWhiteSpace(outcome.Message) ? outcome.Message
        : outcome.Kind == OutcomeKind.Deadlocked ? row.Evidence?.Cycle?.Text ?? ""
        : outcome.Kind is OutcomeKind.Livelocked or OutcomeKind.TimedOut ? row.Evidence?.Text ?? ""
        : "");

    /// <summary>One line without what is another one each time: addresses, times to the fraction, which slot a thread
    /// got.</summary>
    public static string Steady(string text)
    {
        var threads = new Dictionary<string, string>(StringComparer.Ordinal);
        text = text.ReplaceLineEndings(" ").Trim();
        text = Address().Replace(text, "0x...");
        text = Measured().Replace(text, "...");
        return Thread().Replace(text, match =>
        {
            threads.TryAdd(match.Value, $"T{threads.Count + 1}");
            return threads[match.Value];
        });
    }

    // Eight digits are an HRESULT, and stay.
    [GeneratedRegex("0x[0-9a-fA-F]{9,}")]
    private static partial Regex Address();

    [GeneratedRegex(@"\d+\.\d+(?= ?(s|ms|of a core)\b)")]
    private static partial Regex Measured();

    [GeneratedRegex(@"\bT\d+\b")]
    private static partial Regex Thread();
}
