using ScottPlot;

namespace Kit.Latency.Plots;

/// <summary>How long so many of a hundred took, as curves: the axis below stretches the far end, a nine at a step.</summary>
internal static class Tails
{
    private static readonly (double Percent, string Name)[] Ticks =
        [(0, "0 %"), (90, "90 %"), (99, "99 %"), (99.9, "99.9 %"), (99.99, "99.99 %"), (99.999, "99.999 %"), (99.9999, "99.9999 %")];

    public static string Draw(string title, string alt, IReadOnlyList<LatencyRow> rows)
    {
        var sheet = new Sheet(title, "so many of all callbacks took at most so long; dashed: C's own, with malloc and no collector for a neighbour", 460, 70);
        var legend = new List<LegendItem>();
        double right = 1, top = 1;
        foreach (var (row, color) in rows.Zip(Sheet.Many))
        {
            Curve(row.TwinDistribution!, color, dashed: true);
            Curve(row.Distribution!, color, dashed: false);
            legend.Add(Sheet.Stroke(row.Condition, color));
        }

        sheet.Plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Ticks.Select(t => new Tick(Nines(t.Percent), t.Name)).Where(t => t.Position <= right)]);
        Sheet.Powers(sheet.Plot.Axes.Left, 0, (int)Math.Ceiling(top));
        sheet.Plot.Axes.SetLimits(0, right + 0.15, 0, Math.Ceiling(top) + 0.1);
        sheet.Legend(legend);
        return sheet.ToSvg(alt);

        void Curve(Distribution d, Color color, bool dashed)
        {
            var last = Math.Log10(Math.Max(d.N, 10)); // the maximum is one of so many
            var points = d.Quantiles.Select(q => new Coordinates(q.Percent < 100 ? Math.Min(Nines(q.Percent), last) : last, Dots.Log(q.Ns))).ToList();
            points.Insert(0, new Coordinates(0, points[0].Y));
            var curve = sheet.Plot.Add.ScatterLine(points, color);
            (curve.LineWidth, curve.LinePattern) = dashed ? (1.6f, LinePattern.DenselyDashed) : (2.4f, LinePattern.Solid);
            right = Math.Max(right, last);
            top = Math.Max(top, points.Max(p => p.Y));
        }
    }

    private static double Nines(double percent) => -Math.Log10(1 - percent / 100);
}
