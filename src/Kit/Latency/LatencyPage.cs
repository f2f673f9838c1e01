using System.Globalization;
using Kit.Latency.Plots;
using Kit.Reports;

namespace Kit.Latency;

/// <summary>The page for people: a verdict in words, pictures, then every number beside its twin.</summary>
public static class LatencyPage
{
    public const string FileName = "latency.md";

    private static readonly double[] Shown = [50, 99, 99.9, 99.99, 100];

    public static string Render(IReadOnlyList<LatencyRow> rows, IReadOnlyList<Picture> pictures)
    {
        var page = new Markdown().Heading(1, $"Latency: {rows[0].Environment}");
        page.Paragraph($"{rows[0].Runtime} on {Markdown.Escape(rows[0].Machine)}. Nanoseconds, medians over processes, with the interval " +
            $"that holds the true median with {rows.Min(r => r.Confidence) * 100:0} % confidence or more in brackets.");
        page.Paragraph(LatencyWords.Of(rows));
        if (LatencyWords.LeftOut(rows) is { Length: > 0 } leftOut)
        {
            page.Paragraph(leftOut);
        }

        foreach (var quantity in Quantity.All)
        {
            var mine = rows.Where(r => r.Quantity == quantity.Name).ToList();
            if (mine.Count == 0)
            {
                continue;
            }

            foreach (var picture in pictures.Where(p => p.Before == quantity.Name))
            {
                page.Paragraph($"![{picture.Alt}]({picture.File})");
            }

            page.Heading(2, quantity.Name);
            page.Paragraph($"{char.ToUpperInvariant(quantity.Sentence[0])}{quantity.Sentence[1..]}. The twin: {quantity.Twin}.");
            if (mine.FirstOrDefault(r => r.Promise != "defined") is { } harm)
            {
                page.Paragraph($"An unsafe call that does this is {harm.Promise} ({harm.Rule}): it is timed to show why.");
            }

            page.Table(
                ["cell", "at", $"{(quantity.Unit == "ns" ? "ns" : "times")}:", "C:", "ratio:", "difference:", "warnings"],
                mine.Select(r => (IReadOnlyList<string>)
                [
                    $"`{r.Key}`", r.Point is { } point ? $"{point} {r.Axis}" : r.Condition, Told(r.Value), Told(r.Twin),
                    r.Ratio.Median > 0 ? Told(r.Ratio) : "", Told(r.Difference), string.Join(", ", r.Warnings),
                ]));
            Tails(page, [.. mine.Where(r => r.Distribution is not null)]);
        }

        var seen = rows.SelectMany(r => r.Warnings).ToHashSet();
        if (seen.Count > 0)
        {
            page.Heading(2, "Warnings");
            page.Table(["warning", "advice"], Warning.All.Where(w => seen.Contains(w.Name)).Select(w => (IReadOnlyList<string>)[w.Name, w.Advice]));
        }

        return page.ToString();
    }

    private static void Tails(Markdown page, IReadOnlyList<LatencyRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        string[] stalls = rows.Any(r => r.Stalls is not null) ? ["slowest:", "collection:", "fault:", "switch:", "unexplained:"] : [];
        page.Table(
            ["every single one", "side", .. Shown.Select(p => (p < 100 ? $"p{p.ToString(CultureInfo.InvariantCulture)}" : "max") + ":"), .. stalls],
            rows.SelectMany(r => new[] { Line(r, ".NET", r.Distribution!, r.Stalls), Line(r, "C", r.TwinDistribution!, r.TwinStalls) }));

        IReadOnlyList<string> Line(LatencyRow row, string side, Distribution d, Stalls? s) =>
        [
            $"`{row.Key}` {(row.Point is { } point ? $"{point} {row.Axis}" : row.Condition)}" +
                $"{(d.ExpectedIntervalNs is { } gap ? $", one every {gap / 1000:0} us, corrected" : "")}", side,
            .. Shown.Select(p => $"{d.At(p):N0}"),
            .. stalls.Length == 0 ? [] : s is null ? ["", "", "", "", ""]
                : new[] { s.Slowest, s.Collections, s.Faults, s.Switches, s.Unexplained }.Select(n => $"{n}"),
        ];
    }

    private static string Told(Estimate e) => $"{LatencyWords.One(e.Median)} ({LatencyWords.One(e.Low)} to {LatencyWords.One(e.High)})";
}
