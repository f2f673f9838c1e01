using Kit.Matrix;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>A cell as <c>list --json</c> writes it.</summary>
internal sealed record ListedCell(string Key, string Environment, Promise Promise, string Rule, string? Absent);

/// <summary>A library as <c>list --libraries --json</c> writes it.</summary>
internal sealed record ListedLibrary(
    string Name, string Version, string Origin, string Sentence, bool OwnThreads, string Reentry, string Unwinding,
    string? Absent, int Cells)
{
    public static ListedLibrary Of(Library library, int cells) => new(
        library.Name, library.Version, library.Origin, library.Sentence, library.OwnThreads, library.Reentry,
        library.Unwinding,
        library.Absent, cells);
}

/// <summary>A rule as <c>list --rules --json</c> writes it.</summary>
internal sealed record ListedRule(
    string Rule, Promise Promise, string Title, string Rank, IReadOnlyList<string> Selectors,
    IReadOnlyList<string> Sources)
{
    public static ListedRule Of(Rule rule) => new(
        rule.Id, rule.Promise, rule.Title, rule.Rank.Word(), [.. rule.Selectors.Select(s => s.ToString())],
        [.. rule.Sources.Select(s => s.ToString())]);
}

/// <summary>An environment as <c>list --environments --json</c> writes it.</summary>
/// <param name="VerifiedBy">What shows that its mode is in force; null without one.</param>
internal sealed record ListedEnvironment(string Name, string Sentence, int KnownCells, string? VerifiedBy);
