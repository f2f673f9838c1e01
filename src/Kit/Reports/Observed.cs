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
        var detail = outcome.Kind == OutcomeKind.Exited && outcome.Detail is not null ? $"code {outcome.Detail}" : outcome.Detail;
        var stage = outcome.Kind is OutcomeKind.Returned or OutcomeKind.Absent ? null : outcome.Stage;
        var circumstances = string.Join(", ", new[] { detail, stage }.OfType<string>());
        return outcome.Kind.Word() + (circumstances.Length == 0 ? "" : $" ({circumstances})");
    }

    /// <summary>The words that an outcome came with: a diagnosis, a cycle, a reason; of the most frequent outcome that has
    /// any. Empty when there are none.</summary>
    public static string Words(Row row) => Steady(
        row.Outcomes.Select(t => t.Outcome.Message).FirstOrDefault(m => !string.IsNullOrWhiteSpace(m))
        ?? row.Evidence?.Cycle?.Text
        ?? "");

    /// <summary>One line without what is another one each time: addresses, times to the fraction, which slot a thread got.</summary>
    public static string Steady(string text)
    {
        var threads = new Dictionary<string, string>(StringComparer.Ordinal);
        text = text.ReplaceLineEndings(" ").Trim();
        text = Address().Replace(text, "0x...");
        text = Time().Replace(text, "... s");
        return Thread().Replace(text, match =>
        {
            threads.TryAdd(match.Value, $"T{threads.Count + 1}");
            return threads[match.Value];
        });
    }

    // Eight digits are an HRESULT, and stay.
    [GeneratedRegex("0x[0-9a-fA-F]{9,}")]
    private static partial Regex Address();

    [GeneratedRegex(@"\d+\.\d+ ?s\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"\bT\d+\b")]
    private static partial Regex Thread();
}
