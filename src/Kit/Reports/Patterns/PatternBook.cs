using Kit.Latency;
using Kit.Matrix;
using Kit.Reports.Html;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>The documentation of what is allowed: a page that is entered by intent, and a page for each rule. Made of the
/// rules, of rows, and of the code of cells; the same rows give the same bytes.</summary>
public sealed class PatternBook
{
    public const string PageName = "patterns.md", FolderName = "rules";

    private readonly Dictionary<string, string> sentences;
    private readonly string? root;

    /// <param name="law">The rules of today.</param>
    /// <param name="inputs">The environments, in any order.</param>
    /// <param name="root">The top folder of the repository as seen from the folder that the pages go to; null when it is
    /// not to be seen from there, and nothing in it is linked.</param>
    public PatternBook(Rulebook law, IEnumerable<PageInput> inputs, string? root)
    {
        this.root = root;
        Law = law;
        IReadOnlyList<PageInput> sorted = [.. inputs.OrderBy(i => i.Environment.SortKey, StringComparer.Ordinal)];
        Environments = [.. sorted.Select(i => i.Environment)];
        var members = sorted.OrderByDescending(i => i.Run?.Members?.Count ?? 0).SelectMany(i => i.Run?.Members ?? []).ToList();
        Order = new AxisOrder(members);
        sentences = members.DistinctBy(m => (m.Axis, m.Name)).ToDictionary(m => $"{m.Axis} {m.Name}", m => m.Sentence);
        Rows = sorted.SelectMany(i => i.Rows).ToLookup(r => r.Rule);
        Cells = sorted.SelectMany(i => i.Rows).ToLookup(r => r.Key);
        Latency = [.. sorted.SelectMany(i => i.Latency)];
        Intents = Intent.Of(law);
    }

    public Rulebook Law { get; }

    public IReadOnlyList<EnvironmentName> Environments { get; }

    public AxisOrder Order { get; }

    /// <summary>By rule; within one by environment.</summary>
    public ILookup<string, Row> Rows { get; }

    public ILookup<Key, Row> Cells { get; }

    public IReadOnlyList<LatencyRow> Latency { get; }

    public IReadOnlyList<Intent> Intents { get; }

    internal CellSources Sources { get; } = new(SourceFiles.OfTheKit);

    /// <summary>Every page, by its path.</summary>
    public IEnumerable<(string Path, string Text)> Pages() =>
    [
        (PageName, PatternsPage.Render(this)),
        .. Law.Rules.Select(rule => (PageOf(rule), RulePage.Render(this, rule))),
    ];

    /// <summary>Where a rule's page lies, as seen from <see cref="PageName"/>.</summary>
    public static string PageOf(Rule rule) => $"{FolderName}/{rule.Id}.md";

    /// <summary>What a member of an axis is; empty where no run has noted it.</summary>
    public string Sentence(string axis, string name) => sentences.GetValueOrDefault($"{axis} {name}", "");

    /// <summary>A file of the repository, as a link from the page of a rule where it can be one.</summary>
    /// <param name="path">From the top folder.</param>
    internal string FileOf(string path, int line = 0)
    {
        var words = line > 0 ? $"{path}:{line}" : path;
        return root is null ? $"`{words}`" : $"[{words}](../{root}/{path}{(line > 0 ? $"#L{line}" : "")})";
    }

    /// <summary>The anchor that GitHub gives a heading.</summary>
    public static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    /// <summary>"on A and B", for a few; "on A and 5 others", for many.</summary>
    internal static string On(IReadOnlyList<EnvironmentName> environments) => environments switch
    {
        [var only] => $"on {only}",
        [var first, var second] => $"on {first} and {second}",
        [var first, ..] => $"on {first} and {environments.Count - 1} others",
        [] => "nowhere",
    };
}
