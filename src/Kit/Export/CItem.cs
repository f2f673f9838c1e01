using System.Text.RegularExpressions;

namespace Kit.Export;

/// <summary>One thing at the top level of a C file: a function, a type, a variable, a macro.</summary>
/// <param name="Text">As it stands in the file, with the comment above it.</param>
/// <param name="Defines">The names that it brings into being.</param>
/// <param name="IsDeclaration">It only says that they are somewhere: a prototype, an `extern`, `struct x;`.</param>
/// <param name="IsStatic">No other file sees it.</param>
internal sealed partial record CItem(string Text, IReadOnlyList<string> Defines, bool IsDeclaration, bool IsStatic)
{
    /// <summary>The names that it speaks of.</summary>
    public IReadOnlySet<string> Mentions { get; } = CText.Names(Text);

    /// <summary>What a declaration or definition is; null when nothing depends on it.</summary>
    /// <param name="whole">With the comment above it.</param>
    /// <param name="code">Without.</param>
    public static CItem? Of(string whole, string code)
    {
        var plain = Attribute().Replace(CText.Quiet(code), " ").Trim();
        var body = plain.IndexOf('{');
        var head = body < 0 ? plain : plain[..body].TrimEnd();
        var isStatic = StaticWord().IsMatch(head);
        if (code.StartsWith("__asm__", StringComparison.Ordinal))
        {
            return new CItem(whole, [.. KitName().Matches(code).Select(m => m.Value).Distinct()], false, false);
        }

        if (plain.StartsWith("_Static_assert", StringComparison.Ordinal))
        {
            return null; // about the layout that another program counts on: there is none here
        }

        if (plain.StartsWith("typedef", StringComparison.Ordinal))
        {
            var pointer = Pointer().Match(plain);
            return new CItem(whole, [pointer.Success ? pointer.Groups[1].Value : Name().Matches(plain)[^1].Value], false, true);
        }

        if (head.EndsWith(')') && body >= 0)
        {
            return new CItem(whole, [FunctionName(head)], false, isStatic);
        }

        if (Tag().Match(plain) is { Success: true } tag && (body >= 0 || plain.EndsWith(tag.Value + ";", StringComparison.Ordinal))
            && !plain.Contains('=', StringComparison.Ordinal))
        {
            return new CItem(whole, [tag.Groups[1].Value], body < 0, true);
        }

        return plain.StartsWith("enum", StringComparison.Ordinal)
            ? new CItem(whole, [.. Name().Matches(plain).Select(m => m.Value).Skip(1)], false, true)
            : Variable(whole, plain, isStatic);
    }

    private static CItem Variable(string whole, string plain, bool isStatic)
    {
        var end = Initial().Match(plain);
        var declarator = end.Success ? plain[..end.Index] : plain.TrimEnd(';');
        if (!end.Success && declarator.TrimEnd().EndsWith(')'))
        {
            return new CItem(whole, [FunctionName(declarator)], true, isStatic); // a prototype
        }

        var names = Name().Matches(Bracket().Replace(declarator, " "));
        return new CItem(whole, [names[^1].Value], plain.StartsWith("extern", StringComparison.Ordinal), isStatic);
    }

    private static string FunctionName(string head) =>
        Name().Matches(head[..head.IndexOf('(', StringComparison.Ordinal)])[^1].Value;

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"__attribute__\(\((?:[^()]|\([^()]*\))*\)\)|\bKIT_EXPORT\b|_Noreturn")]
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
