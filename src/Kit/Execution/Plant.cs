using Kit.Matrix;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>A cell that lies on purpose (conformance/Cells/Plants.cs, native/callbacks/plants.c), and what it must be seen as.</summary>
/// <param name="Name">As the child knows it.</param>
/// <param name="Expected">The outcome.</param>
/// <param name="Detail">The signal or exit code, where it tells one lie from another.</param>
public sealed record Plant(string Name, OutcomeKind Expected, string? Detail = null)
{
    /// <summary>Time enough for what ends by itself, and as long as it takes to tell a spin from a sleep.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.6);

    /// <summary>The plants of an environment. One misread plant, and nothing that the run says can be believed.</summary>
    public static IReadOnlyList<Plant> Of(EnvironmentName environment) =>
    [
        .. Everywhere,

        // Breaks the heap where only a verifier looks: shows that the mode is in force, and that it is not elsewhere. With
        // +gcstress every collection looks at the whole heap, and the collector of +clrgc stumbles over it by itself, as it
        // manages the heap in segments: it says nothing there.
        .. environment.Has(Mode.HeapVerify) ? [new Plant("corrupt", OutcomeKind.Crashed, "SIGSEGV")]
            : environment.Modes.Any(m => m.IsGCStress || m == Mode.Standalone) ? Array.Empty<Plant>()
            : [new Plant("corrupt", OutcomeKind.Returned)],
    ];

    private static readonly Plant[] Everywhere =
    [
        new("right", OutcomeKind.Returned),
        new("wrong-answer", OutcomeKind.WrongAnswer),
        new("segfault", OutcomeKind.Crashed, "SIGSEGV"),
        new("abort", OutcomeKind.Crashed, "SIGABRT"),
        new("fail-fast", OutcomeKind.FailedFast, "SIGABRT"),
        new("assert", OutcomeKind.FailedFast, Outcome.AssertDetail),
        new("exit-midway", OutcomeKind.Exited, "0"),
        new("exit-seven", OutcomeKind.Exited, "7"),
        new("token-then-seven", OutcomeKind.Exited, "7"),
        new("close-stdout", OutcomeKind.Returned),
        new("orphan", OutcomeKind.Broken), // says that all is well, and leaves a process behind
        new("deadlock", OutcomeKind.Deadlocked),
        new("spin", OutcomeKind.Livelocked),
        new("sleep", OutcomeKind.TimedOut),
    ];

    /// <summary>What is wrong with how it was seen, or null.</summary>
    public string? Misread(Outcome seen) =>
        seen.Kind == Expected && (Detail is null || seen.Detail == Detail)
            ? null
            : $"the plant '{Name}' must be {Expected.Word()}{(Detail is null ? "" : " " + Detail)}, " +
              $"and was taken for {seen.Kind.Word()} {seen.Detail} {seen.Message}".TrimEnd();
}
