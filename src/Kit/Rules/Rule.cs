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
    /// <summary>Whether it speaks of every cell everywhere.</summary>
    public bool IsEverything => Environments.Contains("*") && Selectors.Any(s => s.IsEverything);

    public bool Governs(Key key, EnvironmentName environment) =>
        Selector.AnyMatches(Selectors, key) && Environments.Any(environment.Matches);
}
