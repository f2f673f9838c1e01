using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The part of the page by rule: what each promises, of how many cells, and what came of it.</summary>
internal static class RulesPart
{
    public static void Write(Markdown page, IReadOnlyList<Row> rows, RuleOrder rules)
    {
        page.Heading(2, "By rule");
        page.Paragraph(
            "Exactly one rule speaks of a cell. **Bold** is what nobody should overlook: against a promise, or forbidden " +
            "and working.");
        page.Table(
            ["rule", "promise", "cells:", "what happened here"],
            rows.GroupBy(r => (r.Rule, r.Promise))
                .OrderBy(g => g.Key.Promise).ThenBy(g => g.Key.Rule, rules)
                .Select(g => new[]
                {
                    $"{Markdown.Escape(rules.Title(g.Key.Rule))} {rules.Link(g.Key.Rule)}".TrimStart(),
                    g.Key.Promise.Word(),
                    $"{g.Count():N0}",
                    MatrixPage.Happened(g.Key.Promise, [.. g]),
                }));
    }
}
