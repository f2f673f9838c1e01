using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>A diff as JSON, for a program to decide on.</summary>
internal sealed record DiffFile(
    int Format,
    string Before,
    string After,
    bool Worse,
    int Same,
    int Varied,
    IReadOnlyDictionary<string, int> Counts,
    IReadOnlyDictionary<string, int> ByRule,
    IReadOnlyDictionary<string, int> ByLibrary,
    IReadOnlyList<ShareLine> ByRuleAndLibrary,
    IReadOnlyList<ChangeLine> Changes,
    IReadOnlyList<SideLine> StillFlaky)
{
    private const int CurrentFormat = 1;

    public static string Json(Diff diff, string before, string after) => Reports.Json.Line(Of(diff, before, after), ReportJson.Pages.DiffFile);

    private static DiffFile Of(Diff diff, string before, string after) => new(
        CurrentFormat,
        before,
        after,
        diff.IsWorse,
        diff.Same,
        diff.Varied,
        Counted(diff, c => c.Kind.Word()),
        Counted(diff, c => c.Row.Rule),
        Counted(diff, c => c.Row.Key.Library),
        [.. diff.Shares.Select(s => new ShareLine(
            s.Rule, s.Library, s.Counts.OrderBy(c => c.Key).ToDictionary(c => c.Key.Word(), c => c.Value), s.StillFlaky))],
        [.. diff.Changes.Select(c => new ChangeLine(
            c.Kind, c.IsWorse, c.Row.Key.ToString(), c.Row.Key.Library, SideLine.Of(c.Before), SideLine.Of(c.After)))],
        [.. diff.StillFlaky.Select(r => SideLine.Of(r)!)]);

    private static SortedDictionary<string, int> Counted(Diff diff, Func<Change, string> word) =>
        new(diff.Changes.CountBy(word).ToDictionary(), StringComparer.Ordinal);
}

/// <summary>What became of the cells of one rule in one library.</summary>
internal sealed record ShareLine(string Rule, string Library, IReadOnlyDictionary<string, int> Counts, int StillFlaky);

/// <summary>One cell that differs.</summary>
internal sealed record ChangeLine(
    ChangeKind Kind, bool Worse, string Key, string Library, SideLine? Before, SideLine? After);

/// <summary>A row of one side, without its evidence.</summary>
internal sealed record SideLine(
    string Key, string Environment, Promise Promise, string Rule, Verdict Verdict, IReadOnlyList<OutcomeLine> Outcomes)
{
    public static SideLine? Of(Row? row) => row is null
        ? null
        : new SideLine(
            row.Key.ToString(), row.Environment.ToString(), row.Promise, row.Rule, row.Verdict,
            [.. row.Outcomes.Select(OutcomeLine.Of)]);
}
