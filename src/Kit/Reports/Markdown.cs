using System.Text;
using Kit.Matrix;

namespace Kit.Reports;

/// <summary>Writes Markdown as GitHub reads it.</summary>
internal sealed class Markdown
{
    /// <summary>The line below the title of a page that is made of rows and rules. What has it may be replaced and
    /// removed.</summary>
    public const string Written = "<!-- Written by ./run-conformance.sh; change the rules or the cells, not this page. -->";

    private const int KeysNamed = 2;

    private readonly StringBuilder text = new();

    public Markdown Heading(int level, string words) => Line(new string('#', level) + " " + words).Line();

    public Markdown Paragraph(string words) => Line(words).Line();

    public Markdown Line(string line = "")
    {
        text.Append(line).Append('\n');
        return this;
    }

    /// <summary>A column whose name ends with ':' is aligned to the right.</summary>
    public Markdown Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line($"| {string.Join(" | ", columns.Select(c => c.TrimEnd(':')))} |");
        Line($"|{string.Concat(columns.Select(c => c.EndsWith(':') ? "---:|" : "---|"))}");
        foreach (var row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }

        return Line();
    }

    public Markdown Code(IEnumerable<string> lines, string language = "text")
    {
        Line($"```{language}");
        foreach (var line in lines)
        {
            Line(line.TrimEnd());
        }

        return Line("```").Line();
    }

    /// <summary>A part that is closed until somebody opens it. The empty line below the summary makes the rest
    /// Markdown.</summary>
    public Markdown Fold(string summary, Action<Markdown> inside)
    {
        Line($"<details><summary>{summary}</summary>").Line();
        inside(this);
        return Line("</details>").Line();
    }

    /// <summary>Of many keys the first two.</summary>
    public static string Some(IReadOnlyCollection<Key> keys) =>
        string.Join(", ", keys.Take(KeysNamed).Select(k => $"`{k}`")) + (keys.Count > KeysNamed ? ", ..." : "");

    /// <summary>Text of somebody else's, which must not be taken for marks.</summary>
    public static string Escape(string words) => words
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)
        .Replace("`", "\\`", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>The same where only HTML counts: a summary.</summary>
    public static string Html(string words) => words
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    public override string ToString() => text.ToString().TrimEnd('\n') + "\n";
}
