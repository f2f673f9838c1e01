using System.Globalization;
using System.Text.RegularExpressions;

namespace Kit.Latency.Plots;

/// <summary>Makes of Skia's SVG one for a page. Skia places each letter by the font that it measured with; a reader whose
/// machine lacks that font would see gaps. So each text keeps one anchor, and its reader's font does the rest.</summary>
internal static partial class SvgText
{
    public const string Families = "Inter, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

    public static string Tidy(string svg)
    {
        var ids = new Dictionary<string, string>(); // Skia counts through all that a process draws
        var tidy = Clips().Replace(svg, m => ids.TryGetValue(m.Value, out var id) ? id : ids[m.Value] = $"clip{ids.Count + 1}");
        tidy = Fonts().Replace(Texts().Replace(tidy, Anchored), $"font-family=\"{Families}\"");
        return Root().Replace(tidy, m => $"<svg role=\"img\" viewBox=\"0 0 {m.Groups[2].Value} {m.Groups[3].Value}\" {m.Value[5..]}", 1)
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    // Centred and right-aligned text begins to the left of its place: by half of its width, or all of it. The width is that
    // of the letters' beginnings and about one letter more.
    private static string Anchored(Match text)
    {
        var xs = text.Groups["x"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToList();
        var width = xs[^1] - xs[0] + (xs.Count > 1 ? (xs[^1] - xs[0]) / (xs.Count - 1) : 2 * Math.Abs(xs[0]));
        var share = width > 0 ? -xs[0] / width : 0;
        var (anchor, at) = share switch
        {
            < 0.25 => ("start", xs[0]),
            < 0.75 => ("middle", 0.0),
            _ => ("end", xs[^1] + (width - (xs[^1] - xs[0])) is var end && Math.Abs(end) < 8 ? 0.0 : end),
        };
        return $"<text{text.Groups["before"].Value} text-anchor=\"{anchor}\" x=\"{at.ToString("0.##", CultureInfo.InvariantCulture)}\"" +
            $" y=\"{text.Groups["y"].Value.Split(',')[0]}\">{text.Groups["words"].Value.Trim()}</text>";
    }

    [GeneratedRegex("""<text(?<before>[^>]*?) x="(?<x>[^"]*)" y="(?<y>[^"]*)"[^>]*>(?<words>[^<]*)</text>""")]
    private static partial Regex Texts();

    [GeneratedRegex("cl_[0-9a-f]+")]
    private static partial Regex Clips();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex Fonts();

    [GeneratedRegex("""<svg ([^>]*?)width="(\d+)" height="(\d+)">""")]
    private static partial Regex Root();
}

/// <summary>What stands above a picture: title, words, and what the colours mean.</summary>
internal sealed class SvgHead(string alt)
{
    private readonly System.Text.StringBuilder parts = new($"\t<title>{Escaped(alt)}</title>\n");

    public void Text(string words, int x, int y, int size, string color, string anchor) => parts.Append(CultureInfo.InvariantCulture,
        $"\t<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{color}\" text-anchor=\"{anchor}\" font-family=\"{SvgText.Families}\">{Escaped(words)}</text>\n");

    public void Square(int x, int y, string color) => parts.Append(CultureInfo.InvariantCulture,
        $"\t<rect x=\"{x}\" y=\"{y}\" width=\"11\" height=\"11\" rx=\"2\" fill=\"{color}\"/>\n");

    /// <summary>The picture, with all this as its last part: what is drawn later lies above.</summary>
    public string Onto(string svg) => svg.Replace("</svg>", parts + "</svg>", StringComparison.Ordinal);

    private static string Escaped(string words) => System.Security.SecurityElement.Escape(words);
}
