namespace Kit.Matrix;

/// <summary>One suffix of an environment's name, and what it takes to bring it about. Modes.cs has them
/// all.</summary>
/// <param name="Name">As written after the '+'.</param>
/// <param name="Sentence">What it changes.</param>
/// <param name="VerifiedBy">What shows that it is in force, in each cell unless it says otherwise.</param>
/// <param name="Variables">Environment variables of the child. Hexadecimal without 0x: NativeAOT reads nothing
/// else.</param>
public sealed partial record Mode(
    string Name, string Sentence, string VerifiedBy, params IReadOnlyList<KeyValuePair<string, string>> Variables)
{
    /// <summary>The launcher's side brings it about, around the child, which hears nothing of it.</summary>
    public bool OfTheMachine { get; init; }

    /// <summary>The runtimes that cannot have it, as a glob, and why.</summary>
    public (string Runtimes, string Reason)? NotOn { get; init; }

    /// <summary>No release build of a runtime has it.</summary>
    public bool NeedsChecked { get; init; }

    /// <summary>It is brought about when the child is built: always, or with NativeAOT.</summary>
    public bool OfTheBuild { get; init; }

    /// <summary>The same, where it is NativeAOT alone that has no variable for it.</summary>
    public bool OfTheNativeAotBuild { get; init; }

    /// <summary>Of any level; a name has one at most.</summary>
    public bool IsGCStress => this == GCStress || GCStressLevels.Contains(this);

    /// <summary>Whether the environment runs a build of its own for this mode.</summary>
    public bool NeedsBuild(EnvironmentName environment) => OfTheBuild || (OfTheNativeAotBuild && environment.IsNativeAot);

    /// <summary>Why this runtime cannot have it, or null.</summary>
    public string? WhyNotOn(string runtime) => NotOn is { } not && Place.Matches(not.Runtimes, runtime) ? not.Reason : null;

    public override string ToString() => Name;
}
