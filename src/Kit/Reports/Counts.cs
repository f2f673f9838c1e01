using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>How many cells did what. A cell whose attempts differed counts as one that varies, so that the numbers of a
/// line add up to its cells.</summary>
public static class Counts
{
    public const string Varies = "varied";

    /// <summary>The words of a column, in the order of a table: what was hoped for, death, standstill, the
    /// rest.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        .. new[]
        {
            OutcomeKind.Returned, OutcomeKind.FailedFast, OutcomeKind.Crashed, OutcomeKind.Exited,
            OutcomeKind.Deadlocked,
            OutcomeKind.Livelocked, OutcomeKind.TimedOut, OutcomeKind.WrongAnswer,
        }.Select(Words.Word),
        Varies,
        OutcomeKind.Absent.Word(),
        OutcomeKind.Broken.Word(),
    ];

    /// <summary>The column of a row.</summary>
    public static string ColumnOf(Row row) => row.Outcome?.Word() ?? Varies;

    /// <summary>The columns that have a number, in their order.</summary>
    public static IReadOnlyList<(string Column, int Count)> Of(IEnumerable<Row> rows)
    {
        var counts = rows.CountBy(ColumnOf).ToDictionary();
        return [.. Columns.Where(counts.ContainsKey).Select(c => (c, counts[c]))];
    }

    /// <summary>Whether a number in this column means that a promise was not kept.</summary>
    public static bool AgainstPromise(Promise promise, string column) =>
        promise.Kept() is { } kept && column != kept.Word()
        && column != OutcomeKind.Absent.Word() && column != OutcomeKind.Broken.Word();

    /// <summary>"violates 3 · conforms 981": the verdicts, in the order that a reader asks for them.</summary>
    public static string Verdicts(IEnumerable<Row> rows)
    {
        var counts = rows.CountBy(r => r.Verdict).ToDictionary();
        return string.Join(" · ", Family.Findings.Concat([Verdict.Conforms, Verdict.Recorded, Verdict.Absent])
            .Where(counts.ContainsKey).Select(v => $"{v.Word()} {counts[v]:N0}"));
    }
}
