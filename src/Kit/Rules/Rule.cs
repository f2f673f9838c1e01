using Kit.Matrix;

namespace Kit.Rules;

/// <summary>One rule: which cells, in which environments, what is promised, who says so, and what to do
/// instead.</summary>
/// <param name="Id">The file's name without number and ending; it is what a row carries.</param>
/// <param name="Number">The number in the file's name: the lower one wins.</param>
/// <param name="File">The file's name.</param>
/// <param name="Title">The rule in one sentence.</param>
/// <param name="Selectors">The cells it speaks of: any of these.</param>
/// <param name="Environments">Globs on environment names.</param>
/// <param name="Promise">What is promised.</param>
/// <param name="Rank">What kind of source says so.</param>
/// <param name="Sources">Where it says so; empty only where no source speaks.</param>
/// <param name="Quote">A short verbatim quote of the source.</param>
/// <param name="Prose">The reasons and the advice.</param>
public sealed record Rule(
    string Id,
    int Number,
    string File,
    string Title,
    IReadOnlyList<Selector> Selectors,
    IReadOnlyList<string> Environments,
    Promise Promise,
    Rank Rank,
    IReadOnlyList<Uri> Sources,
    string? Quote,
    Prose Prose)
{
    /// <summary>What somebody wants to do, or is afraid of, whom this rule concerns: a sentence in the first person, the
    /// same in every rule that concerns him.</summary>
    public IReadOnlyList<string> Intents { get; init; } = [];

    /// <summary>A cell that does it right; null in a rule without examples.</summary>
    public Key? Right { get; init; }

    /// <summary>One that does not, and is else as close to it as can be.</summary>
    public Key? Wrong { get; init; }

    /// <summary>Whether it speaks of every cell everywhere.</summary>
    public bool IsEverything => Environments.Contains("*") && Selectors.Any(s => s.IsEverything);

    public bool Governs(Key key, EnvironmentName environment) =>
        Selector.AnyMatches(Selectors, key) && Environments.Any(environment.Matches);
}
