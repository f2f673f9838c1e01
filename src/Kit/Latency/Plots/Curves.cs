using ScottPlot;

namespace Kit.Latency.Plots;

/// <summary>What an unsafe call costs the others, as curves over its length, on logarithmic axes; the safe call and C, which
/// no runtime knows, beside it.</summary>
internal static class Curves
{
    public static string Draw(string title, string alt, IReadOnlyList<LatencyRow> rows)
    {
        var sheet = new Sheet(title, "median, and as a thin line the slowest of a hundred; both axes are logarithmic", 460, 70);
        var legend = new List<LegendItem>();
        var lines = rows.GroupBy(r => (r.Quantity, Call: Matrix.Key.Parse(r.Key).Call)).ToList();
        int[] colors = [0, 2, 1, 3]; // safe ones cool, unsafe ones warm
        foreach (var (line, color) in lines.Zip(colors.Select(c => Sheet.Many[c])))
        {
            Line([.. line.Select(r => (r.Point!.Value, r.Value.Median))], color, 2.6f, LinePattern.Solid);
            Line([.. line.Where(r => r.Distribution is not null).Select(r => (r.Point!.Value, r.Distribution!.At(99)))], color, 1, LinePattern.Solid);
            legend.Add(Sheet.Stroke($"{Who(line.Key.Quantity)}, {line.Key.Call} call", color));
        }

        foreach (var line in lines.Where(l => l.Key.Call == "unsafe"))
        {
            Line([.. line.Select(r => (r.Point!.Value, r.Twin.Median))], Sheet.C, 1.6f, line.Key.Quantity == lines[0].Key.Quantity ? LinePattern.DenselyDashed : LinePattern.Dotted);
            legend.Add(Sheet.Stroke($"{Who(line.Key.Quantity)}, C thread", Sheet.C, line.Key.Quantity == lines[0].Key.Quantity ? LinePattern.DenselyDashed : LinePattern.Dotted));
        }

        int from = (int)Math.Floor(Us(rows.Min(r => r.Point!.Value))), to = (int)Math.Ceiling(Us(rows.Max(r => r.Point!.Value)));
        var top = (int)Math.Ceiling(rows.Max(r => Dots.Log(r.Distribution is { } d ? d.At(99) : r.Value.Median)));
        Line([((int)Math.Pow(10, from - 3), Math.Pow(10, from)), ((int)Math.Pow(10, to - 3), Math.Pow(10, to))], Sheet.Ink, 1, LinePattern.Dotted);
        sheet.Text("as long as the call", to - 0.05, to, Sheet.Faint, Alignment.LowerRight, -2, -4, 11);
        Sheet.Powers(sheet.Plot.Axes.Bottom, from, to);
        Sheet.Powers(sheet.Plot.Axes.Left, 3, Math.Max(top, to));
        sheet.Plot.Axes.SetLimits(from - 0.05, to + 0.1, 3, Math.Max(top, to) + 0.15);
        sheet.Legend(legend, Alignment.LowerRight);
        return sheet.ToSvg(alt);

        void Line(IReadOnlyList<(int Point, double Ns)> points, Color color, float width, LinePattern pattern)
        {
            var curve = sheet.Plot.Add.ScatterLine(points.Select(p => new Coordinates(Us(p.Point), Dots.Log(p.Ns))).ToArray(), color);
            (curve.LineWidth, curve.LinePattern) = (width, pattern);
        }
    }

    private static string Who(string quantity) => quantity.Replace("suspension-", "", StringComparison.Ordinal);

    private static double Us(int microseconds) => Math.Log10(microseconds) + 3;
}
