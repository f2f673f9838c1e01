using System.Text.RegularExpressions;

namespace Kit.Export;

/// <summary>A C file taken apart. It knows the C of this repository (formatted, one statement a line) and no more of the
/// language than it takes to tell where a thing at the top level begins, where it ends and what it is called.</summary>
internal sealed partial class CText
{
    private readonly string text;
    private readonly List<CItem> items = [];
    private int at;

    private CText(string text) => this.text = text;

    /// <summary>The lines that include the system's headers.</summary>
    public List<string> Includes { get; } = [];

    public IReadOnlyList<CItem> Items => items;

    /// <summary>The comment that the file begins with, which says what it is.</summary>
    public string Opening { get; private set; } = "";

    public static CText Parse(string text)
    {
        var file = new CText(text);
        file.Read();
        return file;
    }

    /// <summary>Every name in a piece of C, but for those in comments and strings.</summary>
    public static HashSet<string> Names(string code) =>
        [.. Name().Matches(Quiet(code)).Select(m => m.Value)];

    /// <summary>Without comments and strings.</summary>
    public static string Quiet(string code) => Silent().Replace(code, " ");

    private void Read()
    {
        var above = "";
        while (Skip(ref above) is var begin && at < text.Length)
        {
            if (text[at] == '#')
            {
                Directive(above);
            }
            else
            {
                Declaration();
                if (CItem.Of(above + text[begin..at], text[begin..at]) is { } item)
                {
                    items.Add(item);
                }
            }

            above = "";
        }
    }

    // Over blank space and comments. The comment that stands right above a thing belongs to it.
    private int Skip(ref string above)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (!text.AsSpan(at).StartsWith("/*") && !text.AsSpan(at).StartsWith("//"))
            {
                break;
            }

            var begin = at;
            at = CommentEnd(at);
            var comment = text[begin..at];
            if (begin == 0)
            {
                Opening = comment;
            }
            else
            {
                above = text.AsSpan(at).StartsWith("\n\n") ? "" : comment + "\n";
            }
        }

        return at;
    }

    private void Directive(string above)
    {
        var begin = at;
        LineEnd();
        var line = text[begin..at];
        if (Include().Match(line) is { Success: true } include)
        {
            Includes.Add(line);
        }
        else if (line.StartsWith("#define", StringComparison.Ordinal))
        {
            items.Add(new CItem(above + line, [Name().Matches(line)[1].Value], false, true));
        }
        else if (line.StartsWith("#if", StringComparison.Ordinal))
        {
            if (Guard().Match(text[begin..]) is { Success: true, Index: 0 } guard)
            {
                at = begin + guard.Length; // of a header: its end is skipped below, as any end without a beginning
                return;
            }

            for (var depth = 1; depth > 0 && at < text.Length;)
            {
                at++;
                var start = at;
                LineEnd();
                var inner = text[start..at];
                depth += inner.StartsWith("#if", StringComparison.Ordinal) ? 1
                    : inner.StartsWith("#endif", StringComparison.Ordinal) ? -1 : 0;
            }

            // What stands under a condition is kept or left out as a whole.
            var whole = text[begin..at];
            var parts = Parse(string.Join('\n', whole.Split('\n').Where(l => !Condition().IsMatch(l))));
            if (parts.Items.Count == 0)
            {
                Includes.Add(whole); // headers that are not everywhere
                return;
            }

            items.Add(new CItem(above + whole, [.. parts.Items.SelectMany(i => i.Defines)], false, false));
        }
    }

    private void LineEnd()
    {
        for (; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }
        }
    }

    // Up to the semicolon, or to the brace that ends a function.
    private void Declaration()
    {
        var begin = at;
        var depth = 0;
        var function = false;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '/' when text.AsSpan(at).StartsWith("/*") || text.AsSpan(at).StartsWith("//"):
                    at = CommentEnd(at) - 1;
                    break;
                case '"' or '\'':
                    var quote = text[at];
                    for (at++; text[at] != quote; at++)
                    {
                        at += text[at] == '\\' ? 1 : 0;
                    }

                    break;
                case '{' or '(' or '[':
                    function |= depth == 0 && text[at] == '{' && text[begin..at].TrimEnd().EndsWith(')');
                    depth++;
                    break;
                case '}' or ')' or ']':
                    depth--;
                    if (depth == 0 && function && text[at] == '}')
                    {
                        at++;
                        return;
                    }

                    break;
                case ';' when depth == 0:
                    at++;
                    return;
            }
        }
    }

    private int CommentEnd(int from) => text[from + 1] == '*'
        ? text.IndexOf("*/", from + 2, StringComparison.Ordinal) + 2
        : text.IndexOf('\n', from) is var end and >= 0 ? end : text.Length;

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*|""(\\.|[^""\\])*""|'(\\.|[^'\\])*'", RegexOptions.Singleline)]
    private static partial Regex Silent();

    [GeneratedRegex(@"^#include <([^>]+)>")]
    private static partial Regex Include();

    [GeneratedRegex(@"^#ifndef (\w+)\n#define \1\n")]
    private static partial Regex Guard();

    [GeneratedRegex(@"^#(if|el|endif|error)")]
    private static partial Regex Condition();
}
