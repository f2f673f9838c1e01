using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The part of the page about what is forbidden and works. Not a verdict, as nobody promised anything; but
/// whoever reads one part of the page should read this one.</summary>
internal static class DangerousPart
{
    public static void Write(Markdown page, IReadOnlyList<Row> rows, Reproduce reproduce, RuleOrder rules, AxisOrder order)
    {
        var works = rows.Where(r => r.WorksThoughForbidden).ToList();
        if (works.Count == 0)
        {
            return;
        }

        page.Heading(2, "Forbidden, but works here");
        page.Paragraph(
            $"{Words.Count(works.Count, "cell")}: they pass every test of the program that has them, until the runtime, the load or " +
            "the moment is another one. Each line selects its cells: " +
            $"`{reproduce.Cells("SELECTOR", works[0].Environment, works.Select(r => r.Key.Library))}`.");
        foreach (var rule in works.GroupBy(r => r.Rule).OrderBy(g => g.Key, rules))
        {
            var notAlways = rule.Count(r => r.Outcome != OutcomeKind.Returned);
            page.Fold(
                $"<b>{rule.Key}</b>: {Words.Count(rule.Count(), "cell")}{(notAlways > 0 ? $", {notAlways:N0} of them not always" : "")}. " +
                Markdown.Html(rules.Title(rule.Key)),
                p => p.Code(Covering.Of(rule.Select(r => r.Key), order)));
        }
    }
}
