using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace Kit.Latency.Plots;

/// <summary>A sheet of the house's style: white, a fixed frame, one font that the kit brings along. What is drawn on it is
/// the same on every machine, whatever fonts that one has.</summary>
internal sealed class Sheet
{
    /// <summary>Of the pictures, in pixels. A page on GitHub shows some 900 of them.</summary>
    public const int Width = 880;

    public static readonly Color Managed = Color.FromHex("#2563eb"), C = Color.FromHex("#94a3b8"), Ink = Color.FromHex("#1e293b"),
        Faint = Color.FromHex("#64748b"), Grid = Color.FromHex("#e2e8f0");

    /// <summary>Told apart also by who sees few colours: Okabe and Ito's, https://jfly.uni-koeln.de/color/.</summary>
    public static readonly IReadOnlyList<Color> Many =
        [Color.FromHex("#0072b2"), Color.FromHex("#009e73"), Color.FromHex("#d55e00"), Color.FromHex("#cc79a7"), Color.FromHex("#e69f00")];

    private const string FontName = "kit";
    private const double LetterPixels = 6.8; // of 12 px, on the average

    static Sheet() => Fonts.FontResolvers.Insert(0, new OwnFont());

    private readonly int height;
    private readonly string title, under;
    private readonly List<(string Words, Color Color)> blocks = [];

    /// <param name="title">Above the picture.</param>
    /// <param name="under">Smaller, below the title: unit and what else there is to say.</param>
    /// <param name="left">Room for the names on the left axis, in pixels.</param>
    public Sheet(string title, string under, int height, int left, int bottom = 46, int right = 24)
    {
        (this.height, this.title, this.under) = (height, title, under);
        Plot = new Plot();
        Plot.Font.Set(FontName);
        Plot.FigureBackground.Color = Plot.DataBackground.Color = Colors.White;
        Plot.Grid.MajorLineColor = Grid;
        Plot.Axes.Right.IsVisible = Plot.Axes.Top.IsVisible = false;
        foreach (var axis in new IAxis[] { Plot.Axes.Left, Plot.Axes.Bottom })
        {
            axis.FrameLineStyle.Color = C;
            axis.TickLabelStyle.ForeColor = Faint;
            axis.TickLabelStyle.FontSize = 12;
            axis.TickLabelStyle.FontName = FontName;
            axis.MajorTickStyle.Length = 0;
            axis.MinorTickStyle.Length = 0;
        }

        Plot.Layout.Fixed(new PixelPadding(left, right, bottom, 64));
        Plot.HideLegend();
    }

    public Plot Plot { get; }

    public void Text(string words, double x, double y, Color color, Alignment alignment, float dx = 0, float dy = 0, float size = 12)
    {
        var text = Plot.Add.Text(words, x, y);
        (text.LabelFontName, text.LabelFontSize, text.LabelFontColor, text.LabelAlignment) = (FontName, size, color, alignment);
        (text.OffsetX, text.OffsetY) = (dx, dy);
    }

    /// <summary>Names beside the left axis, at these heights.</summary>
    public void Names(IEnumerable<(double At, string Name)> names)
    {
        Plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. names.Select(n => new Tick(n.At, n.Name))]);
        Plot.Axes.Left.TickLabelStyle.ForeColor = Ink;
        Plot.Axes.Left.FrameLineStyle.IsVisible = false;
        Plot.Grid.YAxisStyle.IsVisible = false;
    }

    /// <summary>A logarithmic axis of nanoseconds: a name at each power of ten. Values on it are logarithms.</summary>
    public static void Powers(IAxis axis, int from, int to) => axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
        [.. Enumerable.Range(from, to - from + 1).Select(p => new Tick(p, Round(Math.Pow(10, p))))]);

    /// <summary>What a colour stands for, at the top right, outside the frame.</summary>
    public void Means(string words, Color color) => blocks.Add((words, color));

    /// <summary>What strokes stand for, in a corner of the frame.</summary>
    public void Legend(IEnumerable<LegendItem> items, Alignment corner = Alignment.UpperLeft)
    {
        var panel = Plot.ShowLegend(items, corner);
        (panel.FontName, panel.FontSize, panel.FontColor) = (FontName, 12, Ink);
        panel.OutlineWidth = 0;
        panel.ShadowColor = Colors.Transparent;
        panel.BackgroundColor = Colors.White.WithAlpha(.9);
    }

    public static LegendItem Stroke(string words, Color color, LinePattern pattern = default) =>
        new() { LabelText = words, LineColor = color, LineWidth = 2, LinePattern = pattern };

    /// <summary>"8.2 us" of 8213: two digits, which is as much as can be told.</summary>
    public static string Time(double ns) => In(ns, Digits);

    /// <summary>"10 us" of 10000.</summary>
    public static string Round(double ns) => In(ns, v => v.ToString("0", CultureInfo.InvariantCulture));

    public static string Digits(double value) => value.ToString(Math.Abs(value) < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture);

    public string ToSvg(string alt)
    {
        var above = new SvgHead(alt);
        above.Text(title, 24, 28, 17, Ink.ToHex(), "start");
        above.Text(under, 24, 48, 12, Faint.ToHex(), "start");
        for (var (i, x) = (blocks.Count - 1, Width - 24); i >= 0; i--)
        {
            above.Text(blocks[i].Words, x, 28, 12, Ink.ToHex(), "end");
            x -= (int)(blocks[i].Words.Length * LetterPixels) + 16;
            above.Square(x, 18, blocks[i].Color.ToHex());
            x -= 16;
        }

        return above.Onto(SvgText.Tidy(Plot.GetSvgXml(Width, height)));
    }

    private static string In(double ns, Func<double, string> digits) => ns switch
    {
        < 999.5 => digits(ns) + " ns",
        < 999.5e3 => digits(ns / 1e3) + " us",
        < 999.5e6 => digits(ns / 1e6) + " ms",
        _ => digits(ns / 1e9) + " s",
    };

    private sealed class OwnFont : IFontResolver
    {
        private static readonly Lazy<SKTypeface> Face = new(() =>
        {
            using var stream = typeof(Sheet).Assembly.GetManifestResourceStream("plots.ttf")!;
            return SKTypeface.FromStream(stream);
        });

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) =>
            fontName == FontName ? Face.Value : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == FontName ? Face.Value : null;
    }
}
