using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The part of the page about what somebody should look at, each with the command that shows it
/// again.</summary>
internal static class FindingsPart
{
    private const int CellsShownOpen = 12;

    public static void Write(Markdown page, IReadOnlyList<Row> rows, Reproduce reproduce, RuleOrder rules, AxisOrder order)
    {
        page.Heading(2, "What to look at");
        var families = Family.Of(rows, Family.Findings, rules, order);
        if (families.Count == 0)
        {
            page.Paragraph("Nothing: every promise was kept, and what was written down before was seen again.");
        }

        foreach (var verdict in families.GroupBy(f => f.Verdict))
        {
            var cells = verdict.Sum(f => f.Rows.Count);
            page.Heading(3, $"{verdict.Key.Word()}: {Family.Meaning(verdict.Key)} ({cells:N0})");
            foreach (var family in verdict)
            {
                Write(page, family, reproduce, rules, order);
            }
        }
    }

    private static void Write(Markdown page, Family family, Reproduce reproduce, RuleOrder rules, AxisOrder order)
    {
        page.Line($"**{family.Observed}**; {rules.Link(family.Rule)} says: {family.Promise.Word()}  ");
        if (rules.Title(family.Rule) is { Length: > 0 } title)
        {
            page.Line($"*{Markdown.Escape(title)}*  ");
        }

        if (family.Words.Length > 0)
        {
            page.Line($"{Markdown.Escape(family.Words)}");
        }

        page.Line();
        if (family.Rows.Count > CellsShownOpen)
        {
            // In few lines what would be many; a selector here matches these cells and no others of the run.
            var environment = family.Rows[0].Environment;
            page.Code(Covering.Of(family.Rows.Select(r => r.Key), order).Select(s => reproduce.Cells(s, environment)));
            page.Fold($"{Words.Count(family.Rows.Count, "cell")}, one by one", p => p.Code(family.Rows.Select(reproduce.Cell)));
        }
        else
        {
            page.Code(family.Rows.Select(reproduce.Cell));
        }
    }
}
