namespace Kit.Matrix;

/// <summary>The modes there are. What each is verified by happens in conformance/Cells/Modes.cs and InForce.cs.</summary>
public sealed partial record Mode
{
    private const string AheadOfTime = "nativeaot-*";
    private const string NoJit = "there is no JIT in it";

    /// <summary>https://learn.microsoft.com/dotnet/core/deploying/native-aot/libraries</summary>
    public static Mode Shared { get; } = new(
        "shared", "The child is a shared library in a C program, whose first call starts the runtime.",
        "the call from C that the cell is in")
    {
        OfTheBuild = true,
        NotOn = ("coreclr-*", "it is a shared library in a C program already, see native/callbacks/host.c"),
    };

    // The JIT.

    public static Mode Tier0 { get; } = new(
        "tier0", "What the JIT compiles is not optimised, and stays so.",
        "the JIT inlines nothing, even into a method that asks to be optimised",
        Variable("JITMinOpts", "1"))
    {
        NotOn = (AheadOfTime, NoJit),
    };

    public static Mode NotTiered { get; } = new(
        "notiered", "What the JIT compiles is optimised at once, and never compiled again.",
        "the JIT inlines into a method that is called for the first time",
        Variable("TieredCompilation", "0"))
    {
        NotOn = (AheadOfTime, NoJit),
    };

    public static Mode ReadyToRun { get; } = new(
        "r2r", "The child is compiled ahead of time (ReadyToRun).",
        "a method of the child runs, and the JIT has compiled nothing")
    {
        NotOn = (AheadOfTime, "all of it is compiled ahead of time"),
        OfTheBuild = true,
    };

    public static Mode NoReadyToRun { get; } = new(
        "r2r0", "Nothing that was compiled ahead of time is used: the framework is jitted too.",
        "the JIT compiles a method of the framework when it is called",
        Variable("ReadyToRun", "0"))
    {
        NotOn = (AheadOfTime, NoJit),
    };

    public static Mode NoWriteXorExecute { get; } = new(
        "wx0", "Memory with jitted code can be written as well: no write-xor-execute.",
        "no mapping of the double mapper in /proc/self/maps",
        Variable("EnableWriteXorExecute", "0"))
    {
        NotOn = (AheadOfTime, NoJit),
    };

    // The collector.

    public static Mode Server { get; } = new(
        "server", "The server collector: a heap and collecting threads for each core.",
        "GCSettings.IsServerGC",
        Variable("gcServer", "1"))
    {
        OfTheNativeAotBuild = true,
    };

    public static Mode NonConcurrent { get; } = new(
        "nonconcurrent", "No collection works in the background.",
        "GCSettings.LatencyMode is Batch",
        Variable("gcConcurrent", "0"));

    public static Mode Conservative { get; } = new(
        "conservative", "The collector takes whatever on a stack looks like a reference for one.",
        "an object lives on of which the stack has the address as a number",
        Variable("gcConservative", "1"));

    public static Mode Standalone { get; } = new(
        "clrgc", "The standalone collector of the runtime's package, libclrgc.so, in place of the one in the runtime.",
        "libclrgc.so in /proc/self/maps",
        Variable("GCName", "libclrgc.so"))
    {
        NotOn = ("nativeaot-8.0", "it can be linked for a standalone collector from 9.0 on"),
        OfTheNativeAotBuild = true,
    };

    public static Mode SmallGen0 { get; } = new(
        "gen0small", "The youngest generation has room for 64 KB: collections are frequent.",
        "more than 32 collections while 4 MB are allocated (+server: 32 MB)",
        Variable("GCgen0size", "10000"));

    // What goes on beside the cell.

    public static Mode Neighbours { get; } = new(
        "neighbours", "Other runtimes are in the process, collect, and every callback passes through them.",
        "each of them is loaded and has collected before the cell begins");

    public static Mode Collecting { get; } = new(
        "collecting", "A neighbour managed thread collects all the time.",
        "the cell begins when the neighbour has collected");

    public static Mode Loaded { get; } = new(
        "loaded", "Every core of the machine is busy with something else.",
        "the launcher answers how many processes spin, once a run")
    {
        OfTheMachine = true,
    };

    // What looks for faults.

    public static Mode HeapVerify { get; } = new(
        "heapverify", "The collector checks the whole heap before and after it runs.",
        "the plant that breaks the heap dies, once a run",
        Variable("HeapVerify", "1"));

    public static Mode GCStress { get; } = new(
        "gcstress", "Every allocation collects.", "64 allocations bring 64 collections", Variable("GCStress", "1"))
    {
        NotOn = (AheadOfTime, NoStress),
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
    public static IReadOnlyList<Mode> All { get; } =
    [
        Shared, Tier0, NotTiered, ReadyToRun, NoReadyToRun, NoWriteXorExecute,
        Server, NonConcurrent, Conservative, Standalone, SmallGen0,
        Neighbours, Collecting, Loaded, HeapVerify, GCStress, .. GCStressLevels,
    ];

    private const string NoStress = "its collector does not know GCStress";

    private static Mode Level(string level, string sentence) => new(
        $"gcstress{level}", sentence + " Needs a Checked build.",
        "64 times what the level names bring 64 collections", Variable("GCStress", level))
    {
        NotOn = (AheadOfTime, NoStress),
        NeedsChecked = true,
    };

    private static KeyValuePair<string, string> Variable(string name, string value) => new($"DOTNET_{name}", value);
}
