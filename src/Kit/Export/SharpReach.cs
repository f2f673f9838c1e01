using Kit.Matrix;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kit.Export;

/// <summary>The one C# file of a cell: of the child program what the cell reaches, and a Main that does what the child
/// does with it. By names alone: one name too many costs a few lines, and what is missing does not compile.</summary>
internal sealed class SharpReach
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.Parse, preprocessorSymbols:
        ["NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER", "NET10_0"]);

    private readonly List<(CompilationUnitSyntax File, List<MemberDeclarationSyntax> Types)> files = [];
    private readonly HashSet<string> names = [];
    private readonly HashSet<SyntaxNode> kept = [];

    private SharpReach(IEnumerable<CompilationUnitSyntax> sources)
    {
        foreach (var file in sources)
        {
            files.Add((file, [.. file.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().SelectMany(n => n.Members)]));
        }
    }

    /// <summary>The C functions that it calls.</summary>
    public IReadOnlyList<string> EntryPoints { get; private set; } = [];

    /// <summary>What C has to do around a callback, by the names of the enum.</summary>
    public IReadOnlySet<string> Shields { get; private set; } = new HashSet<string>();

    public string Text { get; private set; } = "";

    /// <param name="sources">The child's files.</param>
    /// <param name="writeMain">The file with Main, for the class that makes the body.</param>
    /// <param name="narrow">What is known of the cell.</param>
    /// <exception cref="InputException">No file makes the body.</exception>
    public static SharpReach Write(IEnumerable<string> sources, Func<string, string> writeMain, Narrowing narrow)
    {
        var narrowed = sources.Select(Parse).Where(f => !IsProgram(f)).Select(f => (CompilationUnitSyntax)narrow.Visit(f)).ToList();
        var main = writeMain(narrow.Container
            ?? throw new InputException($"the body '{narrow.Body}' cannot be exported: no file of the child program makes it"));
        var reach = new SharpReach([Parse(main), .. narrowed]);
        reach.Follow();
        reach.Render(main);
        return reach;
    }

    private static CompilationUnitSyntax Parse(string text) => CSharpSyntaxTree.ParseText(text, Options).GetCompilationUnitRoot();

    private static bool IsProgram(CompilationUnitSyntax file) =>
        file.DescendantNodes().OfType<ClassDeclarationSyntax>().Any(c => c.Identifier.Text is "Program" or "Plants" or "SlowPlants");

    private void Follow()
    {
        Take(files[0].Types[0]);
        for (var before = -1; before != kept.Count;)
        {
            before = kept.Count;
            foreach (var type in files.SelectMany(f => f.Types))
            {
                Look(type, null);
            }
        }
    }

    // A name without a dot before it is looked for where it stands, and among all types.
    private void Look(MemberDeclarationSyntax member, string? container)
    {
        if (kept.Contains(member) || !NamesOf(member).Concat(ExportedAs(member)).Any(n => names.Contains(container is null ? n : $"{container}.{n}")))
        {
            return;
        }

        if (member is not ClassDeclarationSyntax type)
        {
            Take(member);
            return;
        }

        var isStatic = type.Modifiers.Any(SyntaxKind.StaticKeyword);
        foreach (var part in type.Members)
        {
            if (part is ConstructorDeclarationSyntax or DestructorDeclarationSyntax
                || (!isStatic && !part.Modifiers.Any(SyntaxKind.StaticKeyword)))
            {
                Take(part);
            }
            else
            {
                Look(part, type.Identifier.Text);
            }
        }

        foreach (var word in type.BaseList?.DescendantTokens() ?? [])
        {
            names.Add(word.Text);
            names.Add($"{container}.{word.Text}"); // a base class beside it
        }
    }

    private void Take(SyntaxNode node)
    {
        if (kept.Add(node) && node is not EnumDeclarationSyntax)
        {
            Mention(node);
        }
    }

    private void Mention(SyntaxNode node)
    {
        var around = node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Select(t => t.Identifier.Text).ToList();
        foreach (var token in node.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText.StartsWith("Kit.Cells.", StringComparison.Ordinal))
            {
                names.Add(token.ValueText.Split('.')[^1]); // a type that is asked for by name, and its one door
                names.Add(token.ValueText.Split('.')[^1] + ".Address");
            }
            else if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                names.Add(token.Text);
                names.UnionWith(Before(token) is { } type ? [$"{type}.{token.Text}"] : around.Select(a => $"{a}.{token.Text}"));
            }
        }
    }

    // The X of X.token.
    private static string? Before(SyntaxToken token) =>
        token.Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name && access.Name == name
        && access.IsKind(SyntaxKind.SimpleMemberAccessExpression)
            ? access.Expression.DescendantTokens().Last().Text
            : null;

    // A method that only C calls, by a name that is a constant: whoever mentions the name means the method.
    private static IEnumerable<string> ExportedAs(MemberDeclarationSyntax member) =>
        EntryPointsOf(member).Select(e => e.Expression).OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text);

    private static IEnumerable<AttributeArgumentSyntax> EntryPointsOf(MemberDeclarationSyntax member) =>
        member.AttributeLists.SelectMany(l => l.Attributes).SelectMany(a => a.ArgumentList?.Arguments ?? [])
            .Where(a => a.NameEquals?.Name.Identifier.Text == "EntryPoint");

    private static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        DelegateDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.Text),
        _ => [],
    };

    private void Render(string main)
    {
        var types = files.Skip(1).SelectMany(f => f.Types).Select(Kept).OfType<MemberDeclarationSyntax>().ToList();
        EntryPoints = [.. types.SelectMany(t => t.DescendantNodes()).OfType<MemberDeclarationSyntax>().SelectMany(EntryPointsOf)
            .Select(e => e.Expression).OfType<LiteralExpressionSyntax>().Select(name => name.Token.ValueText).Distinct()];
        Shields = types.SelectMany(t => t.DescendantNodes()).OfType<MemberAccessExpressionSyntax>()
            .Where(m => m.Expression.ToString() == "Shield").Select(m => m.Name.Identifier.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var usings = files.Where((f, at) => at == 0 || f.Types.Any(t => Kept(t) is not null)).SelectMany(f => f.File.Usings).Select(u => u.WithoutTrivia().NormalizeWhitespace().ToFullString().Trim())
            .Distinct().OrderBy(u => u.TrimEnd(';'), StringComparer.Ordinal);
        var story = main[(main.IndexOf("namespace Kit.Cells;", StringComparison.Ordinal) + "namespace Kit.Cells;".Length)..].Trim();
        Text = main[..main.IndexOf("using ", StringComparison.Ordinal)] + string.Join('\n', usings) + "\n\nnamespace Kit.Cells;\n\n" + story + "\n\n"
            + string.Join("\n\n", types.Select(t => t.ToFullString().Trim('\n', '\r'))) + "\n";
    }

    private MemberDeclarationSyntax? Kept(MemberDeclarationSyntax member)
    {
        if (kept.Contains(member))
        {
            return member;
        }

        if (member is not ClassDeclarationSyntax type)
        {
            return null;
        }

        var members = type.Members.Select(Kept).OfType<MemberDeclarationSyntax>().ToList();
        return members.Count == 0 ? null : type.WithMembers([members[0].WithLeadingTrivia(NoBlank(members[0])), .. members.Skip(1)]);
    }

    private static SyntaxTriviaList NoBlank(SyntaxNode node) =>
        [.. node.GetLeadingTrivia().SkipWhile(t => t.IsKind(SyntaxKind.EndOfLineTrivia))];
}
