using System.Text.RegularExpressions;

namespace Kit.Reports.Html;

/// <summary>A declaration of a source file with the comment above it.</summary>
/// <param name="Name">What it declares.</param>
/// <param name="Line">Its first line, from 1.</param>
public sealed record SourceBlock(string Name, int Line, string Text);

/// <summary>Takes a source file apart into declarations by its layout: a declaration begins at a certain indentation and
/// ends with a brace at that indentation, or with a semicolon. The formatters of this repository see to it.</summary>
public static partial class SourceBlocks
{
    /// <param name="text">C with indentation 0, or C# with the 4 of a class's members.</param>
    public static IReadOnlyList<SourceBlock> Of(string text, int indent)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var blocks = new List<SourceBlock>();
        var above = 0; // lines of comment and attributes
        for (var at = 0; at < lines.Length; at++)
        {
            if (IsAbove(lines[at], indent, inComment: above > 0))
            {
                above++;
                continue;
            }

            if (!Begins(lines[at], indent))
            {
                above = 0;
                continue;
            }

            var end = End(lines, at, indent);
            blocks.Add(new SourceBlock(
                NameOf(lines[at]), at - above + 1,
                string.Join('\n', lines[(at - above)..(end + 1)].Select(l => l.Length >= indent ? l[indent..] : l))));
            at = end;
            above = 0;
        }

        return blocks;
    }

    /// <summary>The blocks of a name, and those that they name, and so on; in the order of the file.</summary>
    public static IReadOnlyList<SourceBlock> Reachable(IReadOnlyList<SourceBlock> blocks, params IEnumerable<string> names)
    {
        var found = new HashSet<SourceBlock>(blocks.Where(b => names.Contains(b.Name)));
        for (var before = -1; before != found.Count;)
        {
            before = found.Count;
            var words = found.SelectMany(b => WordForm().Matches(b.Text)).Select(m => m.Value).ToHashSet();
            found.UnionWith(blocks.Where(b => words.Contains(b.Name)));
        }

        return [.. blocks.Where(found.Contains)];
    }

    private static bool IsAbove(string line, int indent, bool inComment)
    {
        var code = line.TrimStart();
        return line.Length - code.Length - indent is 0 or 1
            && (code.StartsWith("//", StringComparison.Ordinal) || code.StartsWith("/*", StringComparison.Ordinal)
                || code.StartsWith('[') || (inComment && code.StartsWith('*')));
    }

    private static bool Begins(string line, int indent) =>
        line.Length > indent && line[..indent].All(c => c == ' ') && (char.IsAsciiLetter(line[indent]) || line[indent] == '_');

    private static int End(string[] lines, int at, int indent)
    {
        var braces = false;
        for (; at < lines.Length - 1; at++)
        {
            var line = lines[at].TrimEnd();
            var code = line.TrimStart();
            if (line.Length - code.Length == indent && code is "}" or "};")
            {
                return at;
            }

            braces |= line.EndsWith('{');
            if (!braces && (line.EndsWith(';') || Comment().Replace(line, "").TrimEnd().EndsWith(';')))
            {
                return at;
            }
        }

        return at;
    }

    private static string NameOf(string line) =>
        TypeForm().Match(line) is { Success: true } type ? type.Groups[1].Value
        : DeclarationForm().Match(line) is { Success: true } other ? other.Groups[1].Value
        : "";

    [GeneratedRegex(@"^\s*(?:[a-z]+ )*(?:class|struct|enum|record) (\w+)(?: *\(| *:| *\{|$|;)")]
    private static partial Regex TypeForm();

    [GeneratedRegex(@"(\w+)(?:<\w+>)?(?:\[\w*\])?(?: *\((?!\()| = | *;|$)")]
    private static partial Regex DeclarationForm();

    [GeneratedRegex(@"\s+(//.*|/\*.*\*/)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b[A-Za-z_]\w+\b")]
    private static partial Regex WordForm();
}
