using Kit.Matrix;
using ScottPlot;

namespace Kit.Latency.Plots;

/// <summary>Libraries or quantities, a line each, as dots on a logarithmic axis, one for each door and one for C: what goes
/// from nanoseconds to milliseconds has no room for bars, and bars have no zero to begin at there.</summary>
internal static class Dots
{
    private const int RowPixels = 22, Frame = 130;

    public static string Draw(string title, string alt, IReadOnlyList<LatencyRow> rows)
    {
        var doors = rows.Select(Door).Distinct().ToList();
        var libraries = rows.GroupBy(r => r.Quantity == "in-library" ? Key.Parse(r.Key).Library : r.Quantity).ToList();
        var sheet = new Sheet(
            title, $"for one, on a logarithmic axis; number and ratio to C: {doors[0]}, or the first there is; faint where no difference was resolved",
            RowPixels * libraries.Count + Frame, 24 + (int)(libraries.Max(l => l.Key.Length) * 7.2), right: 40);
        var all = rows.SelectMany(r => new[] { Log(r.Value.Median), Log(r.Twin.Median) }).ToList();
        for (var i = 0; i < libraries.Count; i++)
        {
            var row = libraries[i].First();
            var ends = libraries[i].Select(r => Log(r.Value.Median)).Append(Log(row.Twin.Median)).ToList();
            var line = sheet.Plot.Add.Line(ends.Min(), -i, ends.Max(), -i);
            (line.LineColor, line.LineWidth) = (Sheet.Grid, 5);
            Dot(Log(row.Twin.Median), -i, Sheet.C);
            foreach (var one in libraries[i].Reverse())
            {
                Dot(Log(one.Value.Median), -i, Of(Door(one)));
            }

            sheet.Text(
                $"{Sheet.Time(row.Value.Median)}   \u00d7{Sheet.Digits(row.Ratio.Median)}", ends.Max(), -i,
                row.Warnings.Contains("no-difference") ? Sheet.C : Sheet.Ink, Alignment.MiddleLeft, 11, 0, 11);
        }

        var (from, to) = (Math.Floor(all.Min() * 2) / 2, Math.Ceiling(all.Max() * 2) / 2);
        Sheet.Powers(sheet.Plot.Axes.Bottom, (int)Math.Ceiling(from), (int)Math.Floor(to));
        sheet.Names(libraries.Select((l, i) => ((double)-i, l.Key)));
        sheet.Plot.Axes.SetLimits(from, to + 0.7, -libraries.Count + 0.2, 0.8);
        foreach (var alike in doors.GroupBy(Of))
        {
            sheet.Means(string.Join(" or ", alike), alike.Key);
        }

        sheet.Means("C", Sheet.C);
        return sheet.ToSvg(alt);

        void Dot(double x, double y, Color color)
        {
            var dot = sheet.Plot.Add.Scatter(x, y, color);
            (dot.MarkerSize, dot.LineWidth) = (9, 0);
        }

        static Color Of(string door) => door switch { "delegate" => Sheet.Many[1], "export" => Sheet.Many[4], _ => Sheet.Managed };
    }

    internal static double Log(double ns) => Math.Log10(Math.Max(ns, 1));

    private static string Door(LatencyRow row) => Key.Parse(row.Key).Entry is var entry && entry == "c" ? "the call" : entry;
}
