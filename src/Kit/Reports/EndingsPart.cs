using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The part of the page about how cells end that do not return: the last words of a process, and the cycles in
/// which threads wait for one another. What looks like a hundred failures is a handful of ways to fail.</summary>
internal static class EndingsPart
{
    private static readonly OutcomeKind[] Kinds =
    [
        OutcomeKind.FailedFast, OutcomeKind.Crashed, OutcomeKind.Exited, OutcomeKind.Deadlocked, OutcomeKind.Livelocked,
        OutcomeKind.TimedOut, OutcomeKind.WrongAnswer,
    ];

    public static void Write(Markdown page, IReadOnlyList<Row> rows, AxisOrder order)
    {
        var endings = rows
            .SelectMany(row => row.Outcomes.Select(tally => (Row: row, tally.Outcome)))
            .Where(e => Kinds.Contains(e.Outcome.Kind))
            .GroupBy(e => (e.Outcome.Kind, Detail: e.Outcome.Detail ?? "", Words: Observed.Words(e.Row, e.Outcome)))
            .OrderBy(g => Array.IndexOf(Kinds, g.Key.Kind))
            .ThenByDescending(g => g.Select(e => e.Row.Key).Distinct().Count())
            .ThenBy(g => g.Key.Detail, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Words, StringComparer.Ordinal)
            .ToList();
        if (endings.Count == 0)
        {
            return;
        }

        page.Heading(2, "How it ends");
        page.Fold($"{endings.Count} ways to end without an answer: last words and cycles", p => p.Table(
            ["what happened", "in whose words", "cells:", "one of them"],
            endings.Select(g => new[]
            {
                g.Key.Kind.Word() + (g.Key.Detail.Length == 0 ? "" : $" {g.Key.Detail}"),
                g.Key.Words.Length == 0 ? "none" : Markdown.Escape(g.Key.Words),
                $"{g.Select(e => e.Row.Key).Distinct().Count():N0}",
                $"`{g.Select(e => e.Row.Key).Min(order.Keys)}`",
            })));
    }
}
