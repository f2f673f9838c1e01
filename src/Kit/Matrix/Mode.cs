namespace Kit.Matrix;

/// <summary>One suffix of an environment's name, and what it takes to bring it about.</summary>
/// <param name="Name">As written after the '+'.</param>
/// <param name="Sentence">What it changes.</param>
/// <param name="Variables">Environment variables of the child. Hexadecimal without 0x: NativeAOT reads nothing
/// else.</param>
/// <param name="ChildFlag">The word the child is given, if it is the child that brings the mode about.</param>
/// <param name="OfTheMachine">The launcher's side brings it about, around the child.</param>
public sealed record Mode(
    string Name,
    string Sentence,
    IReadOnlyList<KeyValuePair<string, string>> Variables,
    string? ChildFlag = null,
    bool OfTheMachine = false)
{
    private const string NoGCStress = "its collector does not know GCStress";

    /// <summary>Why NativeAOT cannot have it, or null.</summary>
    public string? NotOnNativeAot { get; init; }

    /// <summary>Why CoreCLR cannot have it, or null.</summary>
    public string? NotOnCoreClr { get; init; }

    /// <summary>It is brought about when the child is built: always, or with NativeAOT.</summary>
    public bool OfTheBuild { get; init; }

    /// <summary>The same, where it is NativeAOT alone that has no variable for it.</summary>
    public bool OfTheNativeAotBuild { get; init; }

    /// <summary>Whether the environment runs a build of its own for this mode.</summary>
    public bool NeedsBuild(EnvironmentName environment) => OfTheBuild || (OfTheNativeAotBuild && environment.IsNativeAot);

    /// <summary>https://learn.microsoft.com/dotnet/core/deploying/native-aot/libraries</summary>
    public static Mode Shared { get; } = new(
        "shared", "The child is a shared library in a C program, whose first call starts the runtime.", [], ChildFlag: "shared")
    {
        OfTheBuild = true,
        NotOnCoreClr = "it is a shared library in a C program already, see native/callbacks/host.c",
    };

    public static Mode Neighbours { get; } = new(
        "neighbours", "Other runtimes are in the process, collect, and every callback passes through them.", [],
        ChildFlag: "neighbours");

    public static Mode Collecting { get; } = new(
        "collecting", "A neighbour managed thread collects all the time.", [], ChildFlag: "collecting");

    public static Mode Loaded { get; } = new(
        "loaded", "Every core of the machine is busy with something else.", [], OfTheMachine: true);

    public static Mode HeapVerify { get; } = new(
        "heapverify", "The collector checks the whole heap before and after it runs.", [new("DOTNET_HeapVerify", "1")]);

    public static Mode GCStress { get; } = new(
        "gcstress", "Every allocation collects.", [new("DOTNET_GCStress", "1")])
    {
        NotOnNativeAot = NoGCStress,
    };

    /// <summary>Levels that only a Checked or Debug build of the runtime has; bits that add up
    /// (https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/jit/investigate-stress.md). On a release build the
    /// child finds them not in force.</summary>
    public static IReadOnlyList<Mode> GCStressLevels { get; } =
    [
        Level("2", "Every transition between managed code and C collects."),
        Level("3", "Every allocation and every transition collects."),
        Level("4", "Every instruction of jitted code collects."),
        Level("8", "Every instruction of precompiled code collects."),
        Level("c", "Every instruction of jitted and precompiled code collects."),
        Level("f", "All that can collect collects."),
    ];

    /// <summary>In the order in which a name has them.</summary>
    public static IReadOnlyList<Mode> All { get; } = [Shared, Neighbours, Collecting, Loaded, HeapVerify, GCStress, .. GCStressLevels];

    /// <summary>Of any level; a name has one at most.</summary>
    public bool IsGCStress => this == GCStress || GCStressLevels.Contains(this);

    public override string ToString() => Name;

    private static Mode Level(string level, string sentence) => new(
        $"gcstress{level}", sentence + " Needs a Checked build.", [new("DOTNET_GCStress", level)])
    {
        NotOnNativeAot = NoGCStress,
    };
}
