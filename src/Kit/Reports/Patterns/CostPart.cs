using System.Globalization;
using Kit.Latency;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>What a rule's right way costs, and its wrong one where that was timed: rows of latency of the same call,
/// thread and entry.</summary>
internal static class CostPart
{
    public static void Write(Markdown page, PatternBook book, Rule rule)
    {
        var rows = book.Latency.Where(r => r.Condition == "idle" && Concerns(rule, Key.Parse(r.Key))).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var columns = rows.Select(r => r.Environment).Distinct().OrderBy(e => EnvironmentName.Parse(e).SortKey, StringComparer.Ordinal).ToList();
        page.Heading(2, "What it costs");
        page.Paragraph(
            "Nanoseconds for one operation, the median, to two digits; behind it how many times the same in C. Only what is allowed " +
            "is timed. The intervals are in `latency.md` beside the rows.");
        page.Table(
            ["what", "cell", .. columns.Select(c => $"{c}:")],
            rows.GroupBy(r => (r.Quantity, r.Key, r.Axis, r.Point))
                .OrderBy(g => Quantity.All.TakeWhile(q => q.Name != g.Key.Quantity).Count())
                .Select(g => (string[])
                [
                    Quantity.All.FirstOrDefault(q => q.Name == g.Key.Quantity)?.Sentence ?? g.Key.Quantity,
                    $"`{g.Key.Key}`" + (g.Key.Point is { } point ? $", {g.Key.Axis} {point}" : ""),
                    .. columns.Select(c => Told(g.FirstOrDefault(r => r.Environment == c))),
                ]));
    }

    private static bool Concerns(Rule rule, Key timed) => new[] { rule.Right, rule.Wrong }.OfType<Key>()
        .Any(k => (k.Call, k.Thread, k.Entry) == (timed.Call, timed.Thread, timed.Entry));

    private static string Told(LatencyRow? row) => row is null ? ""
        : Rounded(row.Value.Median) + (row.Ratio.Median > 0 ? $" ({Rounded(row.Ratio.Median)} x)" : "");

    private static string Rounded(double value)
    {
        var unit = value <= 0 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return (Math.Round(value / unit) * unit).ToString(value < 10 ? "0.##" : "N0", CultureInfo.InvariantCulture);
    }
}
