using System.Globalization;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>One environment in a line of a README: an SVG without script, font or link. It tells by words as well as by
/// colour.</summary>
public static class Badge
{
    // Of DejaVu Sans and its like at 11 px; textLength makes other fonts keep to it.
    private const double CharacterPixels = 6.6;
    private const int Margin = 6;

    /// <summary>The SVG.</summary>
    /// <param name="notRun">Planned cells that have no row: what is unfinished must not look whole.</param>
    public static string Svg(EnvironmentName environment, IReadOnlyList<Row> rows, int notRun = 0)
    {
        var (words, colour) = Said(rows);
        words += notRun > 0 && rows.Count > 0 ? $", {notRun.ToString("N0", CultureInfo.InvariantCulture)} not run" : "";
        var name = environment.ToString();
        var (left, right) = (Width(name), Width(words));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{name}: {words}">
              <title>{name}: {words}</title>
              <rect width="{left}" height="20" fill="#444"/>
              <rect x="{left}" width="{right}" height="20" fill="{colour}"/>
              <g fill="#fff" font-family="DejaVu Sans,Verdana,sans-serif" font-size="11">
                <text x="{Margin}" y="14" textLength="{left - (2 * Margin)}">{name}</text>
                <text x="{left + Margin}" y="14" textLength="{right - (2 * Margin)}">{words}</text>
              </g>
            </svg>

            """.ReplaceLineEndings("\n");
    }

    // White on each of these has a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3).
    private static (string Words, string Colour) Said(IReadOnlyList<Row> rows)
    {
        var counts = rows.CountBy(r => r.Verdict).ToDictionary();
        int Of(Verdict verdict) => counts.GetValueOrDefault(verdict);
        string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
        return Of(Verdict.Broken) > 0 ? ($"{Number(Of(Verdict.Broken))} broken", "#6a3d9a")
            : Of(Verdict.Violates) > 0 ? ($"{Number(Of(Verdict.Violates))} violated", "#b2182b")
            : Of(Verdict.Flaky) > 0 ? ($"{Number(Of(Verdict.Flaky))} flaky", "#8c510a")
            : rows.All(r => r.Verdict == Verdict.Absent) ? ("not run", "#595959")
            : Of(Verdict.Conforms) + Of(Verdict.Fixed) is > 0 and var kept ? ($"{Words.Count(kept, "promise")} kept", "#01665e")
            : Of(Verdict.Known) > 0 ? ($"{Number(Of(Verdict.Known))} known", "#595959")
            : ("nothing promised", "#595959"); // what ran is recorded
    }

    private static int Width(string text) => (int)Math.Ceiling(text.Length * CharacterPixels) + (2 * Margin);
}
