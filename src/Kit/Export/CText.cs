using System.Text.RegularExpressions;

namespace Kit.Export;

/// <summary>One thing at the top level of a C file: a function, a type, a variable, a macro.</summary>
/// <param name="Text">As it stands in the file, with the comment above it.</param>
/// <param name="Defines">The names that it brings into being.</param>
/// <param name="IsDeclaration">It only says that they are somewhere: a prototype, an `extern`, `struct x;`.</param>
/// <param name="IsStatic">No other file sees it.</param>
internal sealed record CItem(string Text, IReadOnlyList<string> Defines, bool IsDeclaration, bool IsStatic)
{
    /// <summary>The names that it speaks of.</summary>
    public IReadOnlySet<string> Mentions { get; } = CText.Names(Text);
}

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
        [.. Name().Matches(Silent().Replace(code, " ")).Select(m => m.Value)];

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
                Add(above + text[begin..at], text[begin..at]);
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

    private void Add(string whole, string code)
    {
        var plain = Attribute().Replace(Silent().Replace(code, " "), " ").Trim();
        var body = plain.IndexOf('{');
        var head = body < 0 ? plain : plain[..body].TrimEnd();
        var isStatic = StaticWord().IsMatch(head);
        if (code.StartsWith("__asm__", StringComparison.Ordinal))
        {
            items.Add(new CItem(whole, [.. KitName().Matches(code).Select(m => m.Value).Distinct()], false, false));
        }
        else if (plain.StartsWith("_Static_assert", StringComparison.Ordinal))
        {
            return; // about the layout that another program counts on: there is none here
        }
        else if (plain.StartsWith("typedef", StringComparison.Ordinal))
        {
            var pointer = Pointer().Match(plain);
            items.Add(new CItem(whole, [pointer.Success ? pointer.Groups[1].Value : Name().Matches(plain)[^1].Value], false, true));
        }
        else if (head.EndsWith(')') && body >= 0)
        {
            items.Add(new CItem(whole, [FunctionName(head)], false, isStatic));
        }
        else if (Tag().Match(plain) is { Success: true } tag && (body >= 0 || plain.EndsWith(tag.Value + ";", StringComparison.Ordinal))
            && !plain.Contains('=', StringComparison.Ordinal))
        {
            items.Add(new CItem(whole, [tag.Groups[1].Value], body < 0, true));
        }
        else if (plain.StartsWith("enum", StringComparison.Ordinal))
        {
            items.Add(new CItem(whole, [.. Name().Matches(plain).Select(m => m.Value).Skip(1)], false, true));
        }
        else
        {
            Variable(whole, plain, isStatic);
        }
    }

    private void Variable(string whole, string plain, bool isStatic)
    {
        var end = Initial().Match(plain);
        var declarator = end.Success ? plain[..end.Index] : plain.TrimEnd(';');
        if (!end.Success && declarator.TrimEnd().EndsWith(')'))
        {
            items.Add(new CItem(whole, [FunctionName(declarator)], true, isStatic)); // a prototype
            return;
        }

        var names = Name().Matches(Bracket().Replace(declarator, " "));
        items.Add(new CItem(
            whole, [names[^1].Value], plain.StartsWith("extern", StringComparison.Ordinal), isStatic));
    }

    private static string FunctionName(string head) => Name().Matches(head[..head.IndexOf('(', StringComparison.Ordinal)])[^1].Value;

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

    [GeneratedRegex(@"__attribute__\(\((?:[^()]|\([^()]*\))*\)\)|\bEXPORT\b|_Noreturn")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\bstatic\b")]
    private static partial Regex StaticWord();

    [GeneratedRegex(@"\bkit_\w+")]
    private static partial Regex KitName();

    [GeneratedRegex(@"\(\*(\w+)\)")]
    private static partial Regex Pointer();

    [GeneratedRegex(@"^(?:struct|union|enum) (\w+)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s=\s")]
    private static partial Regex Initial();

    [GeneratedRegex(@"\[[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\}")]
    private static partial Regex Bracket();
}
