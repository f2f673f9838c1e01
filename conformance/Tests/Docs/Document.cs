using System.Text.RegularExpressions;

namespace Kit.Tests;

/// <summary>A Markdown document of the repository, taken apart: what stands in code, and what is typed.</summary>
internal sealed partial class Document
{
    private const string Script = "./run-conformance.sh";

    private Document(string path)
    {
        Path = path;
        Text = File.ReadAllText(TheMatrix.InRepository(path));
        Fences = [.. FenceForm().Matches(Text).Select(m => (m.Groups["language"].Value, m.Groups["text"].Value))];
        Prose = FenceForm().Replace(Text, "");
        Code = [.. CodeForm().Matches(Prose).Select(m => m.Groups["text"].Value.ReplaceLineEndings(" "))];
    }

    /// <summary>Every document that is written by hand for users.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }
            .Concat(Directory.EnumerateFiles(TheMatrix.InRepository("docs"), "*.md")
                .Select(f => "docs/" + System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal))
            .Select(p => new Document(p)),
    ];

    /// <summary>Relative to the top folder.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>Blocks of code, with the language behind the three backticks.</summary>
    public IReadOnlyList<(string Language, string Text)> Fences { get; }

    /// <summary>The text without its blocks.</summary>
    public string Prose { get; }

    /// <summary>What stands between backticks in a line.</summary>
    public IReadOnlyList<string> Code { get; }

    /// <summary>Where links lead that do not leave the repository.</summary>
    public IEnumerable<string> Links =>
        LinkForm().Matches(Prose).Select(m => m.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal));

    /// <summary>The command lines of the kit, as words behind the script's name.</summary>
    public IEnumerable<string[]> Commands =>
        Fences.SelectMany(f => f.Language == "yaml" ? YamlScalars.Lines(f.Text) : f.Text.Split('\n')).Select(l => l.StartsWith("$ ", StringComparison.Ordinal) ? l[2..] : l)
            .Concat(Code)
            .Where(l => l == Script || l.StartsWith(Script + " ", StringComparison.Ordinal))
            .Select(l => WordForm().Matches(l[Script.Length..]).Select(m => m.Value.Trim('\'')).ToArray());

    public static Document Named(string path) => All.Single(d => d.Path == path);

    /// <summary>Whether a table has a row that begins with this.</summary>
    public bool HasRow(string cell) => Text.Contains($"\n| {cell} |", StringComparison.Ordinal);

    /// <summary>Whether a path leads to something, from the top folder or from the document's own.</summary>
    public bool Reaches(string path) =>
        new[] { "", System.IO.Path.GetDirectoryName(Path)! }.Select(f => TheMatrix.InRepository(System.IO.Path.Combine(f, path)))
            .Any(p => File.Exists(p) || Directory.Exists(p));

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FenceForm();

    [GeneratedRegex(@"`(?<text>[^`]+)`")]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"\]\((?<to>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex LinkForm();

    [GeneratedRegex(@"'[^']*'|[^\s']+")]
    private static partial Regex WordForm();
}
