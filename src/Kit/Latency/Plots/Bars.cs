using ScottPlot;

namespace Kit.Latency.Plots;

/// <summary>Rows as bars from zero, each above its twin in C, with the interval that holds the true median.</summary>
internal static class Bars
{
    private const int RowPixels = 34, Frame = 130;
    private const double Half = 0.36, GroupGap = 0.45;

    public static string Draw(string title, string alt, IReadOnlyList<LatencyRow> rows)
    {
        var large = rows.Max(r => Math.Max(r.Value.Median, r.Twin.Median)) >= 2000;
        var (unit, divisor) = large ? ("microseconds", 1000.0) : ("nanoseconds", 1.0);
        var places = Places(rows);
        var deep = -places[^1];
        var sheet = new Sheet(
            title, $"{unit} for one, median over processes; the line is the interval of 95 % or more", (int)(RowPixels * (deep + 1)) + Frame, 250);
        var most = rows.Max(r => Math.Max(r.Value.Median, r.Twin.Median)) / divisor;
        var bars = new List<Bar>();
        for (var i = 0; i < rows.Count; i++)
        {
            bars.Add(One(places[i] + Half / 2, rows[i].Value.Median / divisor, Sheet.Managed));
            bars.Add(One(places[i] - Half / 2, rows[i].Twin.Median / divisor, Sheet.C));
        }

        sheet.Plot.Add.Bars(bars);
        for (var i = 0; i < rows.Count; i++)
        {
            Interval(sheet, rows[i].Value, places[i] + Half / 2, divisor, most);
            Interval(sheet, rows[i].Twin, places[i] - Half / 2, divisor, most);
            var end = Math.Max(Shown(rows[i].Value, divisor, most), rows[i].Value.Median / divisor);
            var times = rows[i].Ratio.Median > 0 ? $"   \u00d7{Sheet.Digits(rows[i].Ratio.Median)}" : "";
            sheet.Text($"{Sheet.Time(rows[i].Value.Median)}{times}", end, places[i] + Half / 2, Sheet.Ink, Alignment.MiddleLeft, 7, 0, 11);
        }

        sheet.Names(places.Zip(rows, (p, r) => (p, Label.Of(r))));
        sheet.Plot.Axes.SetLimits(0, most * 1.22, -deep - 0.75, 0.75);
        sheet.Means(".NET", Sheet.Managed);
        sheet.Means("the twin in C", Sheet.C);
        return sheet.ToSvg(alt);
    }

    /// <summary>From the top downwards, with a gap where another quantity begins.</summary>
    internal static IReadOnlyList<double> Places(IReadOnlyList<LatencyRow> rows)
    {
        var places = new List<double>();
        for (var i = 0; i < rows.Count; i++)
        {
            places.Add(i == 0 ? 0 : places[^1] - 1 - (rows[i].Quantity == rows[i - 1].Quantity ? 0 : GroupGap));
        }

        return places;
    }

    private static Bar One(double at, double value, Color color) => new()
    {
        Position = at, Value = value, Size = Half, FillColor = color, LineWidth = 0, Orientation = Orientation.Horizontal,
    };

    private static double Shown(Estimate e, double divisor, double most) => Math.Min(e.High / divisor, most * 1.08);

    private static void Interval(Sheet sheet, Estimate e, double at, double divisor, double most)
    {
        var line = sheet.Plot.Add.Line(Math.Min(e.Low / divisor, most), at, Shown(e, divisor, most), at);
        (line.LineColor, line.LineWidth) = (Sheet.Ink, 1.2f);
    }
}
