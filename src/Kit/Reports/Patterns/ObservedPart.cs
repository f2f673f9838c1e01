using Kit.Matrix;
using Kit.Reports.Html;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>What was observed of a rule's cells: environments across, and a line for all cells that did the
/// same.</summary>
internal static class ObservedPart
{
    private const int LinesShown = 12;

    public static void Write(Markdown page, PatternBook book, Rule rule)
    {
        page.Heading(2, "What was observed, and where");
        var rows = book.Rows[rule.Id].ToList();
        var columns = book.Environments.Where(e => rows.Any(r => r.Environment == e)).ToList();
        if (rows.Count == 0)
        {
            page.Paragraph("No cell of this rule was run in any of the environments here.");
            return;
        }

        var ways = rows.GroupBy(r => r.Key)
            .Select(cell => (cell.Key, Told: columns.Select(e => Told(cell.FirstOrDefault(r => r.Environment == e))).ToArray()))
            .GroupBy(cell => string.Join(" | ", cell.Told))
            .Select(g => (g.First().Told, Keys: g.Select(c => c.Key).Order(book.Order.Keys).ToList()))
            .OrderByDescending(w => w.Keys.Count).ThenBy(w => w.Keys[0], book.Order.Keys).ToList();
        var shown = ways.Count <= LinesShown + 1 ? ways.Count : LinesShown;
        page.Paragraph(
            $"{Words.Count(rows.Select(r => r.Key).Distinct().Count(), "cell")} in {Words.Count(columns.Count, "environment")}. " +
            "A line stands for all cells of which the same was seen." +
            (rows.Any(r => r.WorksThoughForbidden) ? $" `{Symbol.WorksThoughForbidden}` marks what is forbidden and worked." : "") +
            (rows.Any(r => r.Verdict.BreaksPromise()) ? " Bold is what breaks the promise." : ""));
        page.Table(
            ["cells:", "of which", .. columns.Select(e => $"{e}")],
            ways.Take(shown).Select(w => (string[])[$"{w.Keys.Count:N0}", Markdown.Some(w.Keys), .. w.Told])
                .Concat(ways.Count == shown ? [] : (string[][])
                [
                    [$"{ways.Skip(shown).Sum(w => w.Keys.Count):N0}", $"in {ways.Count - shown} other ways", .. columns.Select(_ => "")],
                ]));
        page.Paragraph($"Each of them, for a browser: [index.html](../{IndexPage.Name}#rule={rule.Id}).");
    }

    private static string Told(Row? row) => row is null ? ""
        : row.Verdict.BreaksPromise() ? $"**{DiffText.Seen(row)}**"
        : DiffText.Seen(row) + (row.WorksThoughForbidden ? $" `{Symbol.WorksThoughForbidden}`" : "");
}
