using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The page that lays environments side by side: a column for each, and every cell in which two of them differ,
/// worst first. Like the page of one environment it is the same for the same rows.</summary>
public sealed class DifferencesPage
{
    public const string Name = "differences.md";

    private readonly IReadOnlyList<Row> rows;
    private readonly IReadOnlyList<EnvironmentName> environments;
    private readonly IReadOnlyList<Difference> differences;
    private readonly RuleOrder rules;
    private readonly AxisOrder order;

    private DifferencesPage(IReadOnlyList<Row> rows, RuleOrder rules, AxisOrder order)
    {
        this.rows = rows;
        this.rules = rules;
        this.order = order;
        environments = [.. rows.Select(r => r.Environment).Distinct().OrderBy(e => e.SortKey, StringComparer.Ordinal)];
        differences = Difference.Of(rows);
    }

    /// <param name="rows">Of two environments or more; every cell once in each.</param>
    /// <param name="rules">With links, if the rules are committed beside the page.</param>
    /// <param name="order">Of the names of the axes.</param>
    public static string Render(IReadOnlyList<Row> rows, RuleOrder rules, AxisOrder order) =>
        new DifferencesPage(rows, rules, order).Render();

    private string Render()
    {
        var page = new Markdown();
        page.Heading(1, "Environments side by side");
        var cells = rows.Select(r => r.Key).Distinct().Count();
        page.Paragraph(
            $"{Words.Count(environments.Count, "environment")}, {Words.Count(cells, "cell")}. In {differences.Count:N0} of them two environments " +
            "differ: they do something else, or somebody promises something else. How often is no difference.");
        page.Line(Markdown.Written).Line();
        SideBySide(page);
        page.Heading(2, "Where they differ, worst first");
        foreach (var kind in differences.GroupBy(d => d.Kind).OrderBy(g => g.Key))
        {
            page.Heading(3, $"{Meaning(kind.Key)} ({kind.Count():N0})");
            foreach (var rule in kind.GroupBy(d => (d.Row.Rule, d.Row.Promise))
                .OrderBy(g => g.Key.Promise).ThenBy(g => g.Key.Rule, rules))
            {
                Write(page, rule.Key.Rule, rule.Key.Promise, [.. rule]);
            }
        }

        return page.ToString();
    }

    private void SideBySide(Markdown page)
    {
        page.Heading(2, "Each of them");
        var own = environments.Select(e => rows.Where(r => r.Environment == e).ToList()).ToList();
        string[][] lines =
        [
            ["", .. environments.Select(e => $"{e}")],
            ["cells", .. own.Select(o => $"{o.Count:N0}")],
            ["attempts of a cell", .. own.Select(Attempts)],
            .. Enum.GetValues<Promise>().Where(p => rows.Any(r => r.Promise == p)).Select(p => (string[])
                [$"**{p.Word()}**", .. own.Select(o => MatrixPage.Happened(p, [.. o.Where(r => r.Promise == p)]))]),
            ["verdicts", .. own.Select(Counts.Verdicts)],
        ];
        if (environments.Count > Together.FewColumns)
        {
            lines = [.. lines[0].Select((_, at) => lines.Select(l => l[at].Trim('*')).ToArray())]; // as rows they can be read
        }

        page.Table(lines[0], lines.Skip(1));
        page.Fold("By rule", p => Told(
            p, environments, ["rule", "promise"],
            rows.GroupBy(r => (r.Rule, r.Promise)).OrderBy(g => g.Key.Promise).ThenBy(g => g.Key.Rule, rules)
                .Select(g => ((string[])[rules.Link(g.Key.Rule), g.Key.Promise.Word()], (Func<EnvironmentName, string>)(
                    e => MatrixPage.Happened(g.Key.Promise, [.. g.Where(r => r.Environment == e)]))))));
    }

    /// <summary>A table with a column for each environment; where these are many, with a line for all that did the same.</summary>
    private static void Told(
        Markdown page, IReadOnlyList<EnvironmentName> columns, string[] names,
        IEnumerable<(string[] First, Func<EnvironmentName, string> In)> lines)
    {
        if (columns.Count <= Together.FewColumns)
        {
            page.Table([.. names, .. columns.Select(e => $"{e}")], lines.Select(l => (string[])[.. l.First, .. columns.Select(l.In)]));
            return;
        }

        page.Table(
            [.. names, "what happened", "where"],
            lines.SelectMany(l => Groups(columns, l.In).Select((g, at) => (string[])
                [.. at == 0 ? l.First : l.First.Select(_ => ""), g.What, g.Who])));
    }

    private static IReadOnlyList<(string Who, string What)> Groups(IReadOnlyList<EnvironmentName> environments, Func<EnvironmentName, string> what)
    {
        var told = environments.Select(e => (e, What: what(e))).Where(t => t.What.Length > 0).ToList();
        var groups = Together.Of(told);
        return groups is [var all] && told.Count > 1 && told.Count < environments.Count ? [($"{all.Who} that have it", all.What)] : groups;
    }

    private static string Attempts(IReadOnlyList<Row> own)
    {
        var (least, most) = (own.Min(r => r.Attempts), own.Max(r => r.Attempts));
        var times = least == most ? $"{least}" : $"{least} to {most}";
        return Bounds.Of(least) is { } share ? $"{times}: what was not seen is below {Bounds.Percent(share)}" : times;
    }

    /// <summary>One rule: a line for all cells that differ in the same way, and below it their keys.</summary>
    private void Write(Markdown page, string rule, Promise promise, List<Difference> own)
    {
        // Only environments that have these cells: a column of nothing helps nobody.
        var columns = environments.Where(e => own.Any(d => d.Rows.Any(r => r.Environment == e))).ToList();
        var ways = own
            .GroupBy(d => string.Join(" | ", columns.Select(e => Told(d, e))), d => d)
            .Select(g => (Difference: g.First(), Keys: g.Select(d => d.Key).Order(order.Keys).ToList()))
            .OrderByDescending(g => g.Keys.Count).ThenBy(g => g.Keys[0], order.Keys).ToList();
        page.Line($"{rules.Link(rule)} says: {promise.Word()}  ");
        page.Line($"*{Markdown.Escape(rules.Title(rule))}*").Line();
        Told(page, columns, ["cells:", "of which"], ways.Select(w => (
            (string[])[$"{w.Keys.Count:N0}", Markdown.Some(w.Keys)], (Func<EnvironmentName, string>)(e => Told(w.Difference, e)))));
        page.Fold($"{Words.Count(own.Count, "cell")}: selectors that match these and no others of the run", p =>
        {
            foreach (var way in ways)
            {
                p.Line(columns.Count <= Together.FewColumns
                    ? string.Join(", ", columns.Select(e => $"{e}: {Told(way.Difference, e)}"))
                    : string.Join("; ", Groups(columns, e => Told(way.Difference, e)).Select(g => $"{g.Who}: {g.What}"))).Line();
                p.Code(Covering.Of(way.Keys, order));
            }
        });
    }

    private static string Told(Difference difference, EnvironmentName environment)
    {
        if (difference.Rows.FirstOrDefault(r => r.Environment == environment) is not { } row)
        {
            return "";
        }

        var seen = DiffText.Seen(row);
        var promise = difference.Kind == DifferenceKind.OtherPromise ? $" ({row.Promise.Word()} by {row.Rule})" : "";
        return row.Verdict.BreaksPromise() ? $"**{seen}**{promise}" : seen + promise;
    }

    private static string Meaning(DifferenceKind kind) => kind switch
    {
        DifferenceKind.PromiseBroken => "A promise is kept in one and broken in another",
        DifferenceKind.WorksInOne => "No promise is broken: it works in one, and not, or not always, in another",
        DifferenceKind.WrongInOtherWays => "It goes wrong in different ways",
        DifferenceKind.OtherPromise => "It does the same, and something else is promised",
        _ => "Not possible in one of them",
    };
}
