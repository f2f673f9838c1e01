using System.Globalization;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Latency;

/// <summary>The page for people: a verdict in words, then every number beside its twin.</summary>
public static class LatencyPage
{
    public const string FileName = "latency.md";

    public static string Render(EnvironmentName environment, IReadOnlyList<LatencyRow> rows)
    {
        var page = new Markdown().Heading(1, $"Latency: {environment}");
        page.Paragraph($"{rows[0].Runtime} on {Markdown.Escape(rows[0].Machine)}. Nanoseconds, medians over processes, with the interval " +
            $"that holds the true median with {rows.Min(r => r.Confidence) * 100:0} % confidence or more in brackets.");
        page.Paragraph(Words(rows));
        foreach (var quantity in Quantity.All)
        {
            var mine = rows.Where(r => r.Quantity == quantity.Name).ToList();
            if (mine.Count == 0)
            {
                continue;
            }

            page.Heading(2, quantity.Name);
            page.Paragraph($"{char.ToUpperInvariant(quantity.Sentence[0])}{quantity.Sentence[1..]}. The twin: {quantity.Twin}.");
            page.Table(
                ["cell", "at", "ns:", "C:", "ratio:", "difference:", "warnings"],
                mine.Select(r => (IReadOnlyList<string>)
                [
                    $"`{r.Key}`", r.Point is { } point ? $"{r.Axis} {point}" : r.Condition, Told(r.Value), Told(r.Twin),
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

    /// <summary>The verdict in a paragraph: what a callback costs, what dominates, what to do. Every number is a row's.</summary>
    public static string Words(IReadOnlyList<LatencyRow> rows)
    {
        var words = new List<string>();
        if (Find("callback", "each::safe::caller::uco::empty") is { } callback)
        {
            words.Add($"A callback through UnmanagedCallersOnly costs {One(callback.Value.Median)} ns, {One(callback.Ratio.Median)} times a callback in C.");
            if (Find("callback", "each::safe::caller::delegate::empty") is { } door)
            {
                words.Add($"Through a delegate it is {One(door.Value.Median)} ns.");
            }

            if (Find("thread-first", "each::safe::pthread::uco::empty") is { } first && Find("thread-end", "each::safe::pthread::uco::empty") is { } end)
            {
                var once = first.Difference.Median + end.Difference.Median;
                words.Add($"The first one on a fresh foreign thread costs {One(once / 1000)} us more than in C, of which " +
                    $"{One(end.Difference.Median / 1000)} us when the thread ends: as much as {once / Math.Max(callback.Value.Median, 0.1):N0} " +
                    "callbacks. Keep foreign threads alive, so that they attach once.");
            }
        }

        if (Find("call-per-method", "each::safe::caller::c::empty") is { } safe && Find("call-per-method", "each::unsafe::caller::c::empty") is { } quick)
        {
            var saved = safe.Value.Median - quick.Value.Median;
            words.Add(saved > Math.Max(safe.ResolutionNs, quick.ResolutionNs)
                ? $"SuppressGCTransition saves {One(saved)} ns of {One(safe.Value.Median)} on a call that has its method to itself: worth it for " +
                  $"functions that take less than some {saved * 10:0} ns, which then gain a tenth or more, and never for one that may call back, wait or take long."
                : "SuppressGCTransition saves nothing that could be resolved here.");
        }

        if (Find("call-in-loop", "each::safe::caller::c::empty") is { } loop && Find("call-in-loop", "each::unsafe::caller::c::empty") is { } tight)
        {
            words.Add($"In a tight loop the two take {One(loop.Value.Median)} and {One(tight.Value.Median)} ns: the frame is set up once, and batching gets most of what the attribute would.");
        }

        var tails = rows.Where(r => r is { Quantity: "callback-each", Distribution: not null } && r.Key.Contains("::uco::", StringComparison.Ordinal)).ToList();
        if (tails.MaxBy(r => At(r.Distribution!, 99.99)) is { } worst)
        {
            words.Add($"The tail is not the callback's: p99.99 is worst when the machine is {worst.Condition}, {One(At(worst.Distribution!, 99.99) / 1000)} us, " +
                $"and {One(At(worst.TwinDistribution!, 99.99) / 1000)} us in the control in C; of the slowest {worst.Stalls!.Slowest} there " +
                $"{worst.Stalls.Collections} overlapped a collection and {worst.Stalls.Switches} a context switch.");
        }

        return words.Count > 0 ? string.Join(' ', words) : "Too little was selected for a verdict in words.";

        LatencyRow? Find(string quantity, string key) => rows.FirstOrDefault(r => r.Quantity == quantity && r.Key == key);
    }

    private static void Tails(Markdown page, IReadOnlyList<LatencyRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        double[] shown = [50, 99, 99.9, 99.99, 100];
        page.Table(
            ["every single one", "side", .. shown.Select(p => (p < 100 ? $"p{p.ToString(CultureInfo.InvariantCulture)}" : "max") + ":"), "slowest:", "collection:", "fault:", "switch:", "unexplained:"],
            rows.SelectMany(r => new[] { Line(r, "managed", r.Distribution!, r.Stalls), Line(r, "C, no collector", r.TwinDistribution!, r.TwinStalls) }));

        IReadOnlyList<string> Line(LatencyRow row, string side, Distribution d, Stalls? s) =>
        [
            $"`{row.Key}` {row.Condition}{(d.ExpectedIntervalNs is { } gap ? $", one every {gap / 1000:0} us, corrected" : "")}", side,
            .. shown.Select(p => $"{At(d, p):N0}"),
            .. s is null ? ["", "", "", "", ""] : new[] { s.Slowest, s.Collections, s.Faults, s.Switches, s.Unexplained }.Select(n => $"{n}"),
        ];
    }

    private static double At(Distribution d, double percent) => d.Quantiles.First(q => q.Percent >= percent).Ns;

    private static string Told(Estimate e) => $"{One(e.Median)} ({One(e.Low)} to {One(e.High)})";

    private static string One(double value) =>
        value.ToString(Math.Abs(value) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
