using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The matrix itself, by example: what is promised of a cell, and what this runtime does with it.</summary>
public class MatrixCellsTests
{
    const string AtTheDoor = "attempted to call a UnmanagedCallersOnly method from managed code";
    const string OutOfStack = "Stack overflow.";
    const string Collected = "A callback was made on a garbage collected delegate of type 'Cells!Kit.Cells.Entries+Door";
    const string Thrown = "Unhandled exception. System.InvalidOperationException: out of the callback";
    const string HoldsLock = "caller T1 (safe call, joins T2) -> pthread T2 (inside, waits for a lock that T1 holds)";

    [SkippableTheory]
    [InlineData("each::safe::caller::c::empty")]
    [InlineData("each::safe::caller::uco::empty")]
    [InlineData("each::safe::caller::delegate::empty-warm")]
    [InlineData("each::marshalled::caller::delegate::collect")]
    [InlineData("each::safe::pthread::uco::collect")]
    [InlineData("each::safe::outlive::uco::empty")]
    [InlineData("each::safe::caller::uco::static-constructor")]
    [InlineData("each::safe::caller::uco::wait-collector")]
    [InlineData("each::safe::caller::uco::reenter-safe-100")]
    [InlineData("each::safe::caller::delegate::last-error")]
    [InlineData("each::safe::caller::uco::environment-exit")]
    [InlineData("hooks::safe::caller::uco::empty")]
    [InlineData("pool::safe::library::uco::collect")]
    [InlineData("release::safe::caller::uco::empty")]
    [InlineData("sort::safe::caller::uco::empty")]
    [InlineData("sqlite::safe::caller::uco::empty")]
    [InlineData("subscribe::safe::caller::uco::empty")]
    [InlineData("visit::safe::caller::uco::empty")]
    public Task What_is_defined_returns_the_right_answer(string key) =>
        IsAsync(key, Promise.Defined, "returned", words: null);

    [SkippableTheory]
    [InlineData("each::unsafe::caller::uco::empty", "entering", AtTheDoor)]
    [InlineData("each::unsafe-pointer::caller::uco::collect", "entering", AtTheDoor)]
    [InlineData("sqlite::unsafe::caller::uco::collect", "entering", AtTheDoor)]
    [InlineData("each::safe::caller::uco::throw", "inside", Thrown)]
    [InlineData("each::safe::caller::uco::reenter-safe-runaway", null, OutOfStack)] // wherever it happens to be
    [InlineData("each::safe::caller::delegate::delegate-collected", "entering", Collected)]
    public Task What_shall_fail_fast_ends_with_the_words_of_the_runtime(string key, string? stage, string words) =>
        IsAsync(key, Promise.FailsFast, "failed-fast:SIGABRT", words, stage);

    [SkippableTheory]
    [InlineData("each::safe::pthread::uco::monitor")]
    [InlineData("each::safe::pthread::uco::lock")]
    [InlineData("each::safe::pthread::uco::static-constructor")]
    public Task A_lock_that_the_caller_holds_is_a_cycle_of_its_own_making(string key) =>
        IsAsync(key, Promise.Deadlocks, "deadlocked", HoldsLock, "inside");

    [SkippableTheory]
    [InlineData("each::unsafe::caller::delegate::empty", "failed-fast:SIGABRT", AtTheDoor)]
    [InlineData("each::unsafe::worker::uco::collect", "deadlocked", "worker T2 (inside, collecting, waits for T1)")]
    [InlineData("each::safe::caller::uco::longjmp", "returned", null)]
    [InlineData("each::safe::caller::uco::cpp-through", "crashed:SIGABRT", "terminate called after throwing")]
    [InlineData("each::safe::caller::uco::context-unloaded", "crashed:SIGSEGV", null)]
    [InlineData("each::safe::caller::delegate::delegate-reused", "wrong-answer", "with a callback in C it is")]
    [InlineData("each::safe::pthread::uco::unpinned", "wrong-answer", "C read something else through its pointer")]
    [InlineData("each::safe::signal-managed::uco::empty", "failed-fast:SIGABRT", AtTheDoor)]
    [InlineData("each::safe::signal-managed-onstack::uco::empty", "crashed:SIGSEGV", null)]
    [InlineData("each::safe::fork::uco::empty", "returned", null)]
    public Task What_is_forbidden_does_here(string key, string outcome, string? words) =>
        IsAsync(key, Promise.Forbidden, outcome, words);

    [SkippableTheory]
    [InlineData("each::safe::caller::uco::c-exit", "returned", null)]
    [InlineData("each::safe::caller::uco::pthread-exit", "deadlocked", "caller T1 (inside, its thread has ended)")]
    [InlineData("each::safe::atexit::uco::empty", "returned", null)]
    [InlineData("each::safe::stack-16k::uco::empty", "failed-fast:SIGABRT", OutOfStack)]
    public Task What_nobody_speaks_of_does_here(string key, string outcome, string? words) =>
        IsAsync(key, Promise.Unspecified, outcome, words);

    [SkippableTheory]
    [InlineData("each::unsafe::pthread::uco::empty", Promise.Forbidden, "deadlocked", "held up by the collection of T")]
    [InlineData("each::safe::pthread::uco::empty", Promise.Defined, "returned", null)]
    public Task Beside_a_neighbour_that_collects(string key, Promise promise, string outcome, string? words) =>
        IsAsync(key, promise, outcome, words, null, "--environment", TheKit.Plain.With(Mode.Collecting).ToString());

    [SkippableFact]
    public async Task A_collection_that_waits_for_an_unsafe_call_is_a_cycle_of_two_threads_found_in_a_moment()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();

        var heard = await TheKit.SaysAsync("cell", "each::unsafe::pthread::uco::collect", "--json");

        var row = heard.EndedWith(ExitCode.Fine).Row;
        var outcome = Assert.Single(row.Outcomes).Outcome;
        Assert.Equal((Promise.Forbidden, OutcomeKind.Deadlocked), (row.Promise, outcome.Kind));
        Assert.InRange(outcome.Seconds, 0, 3 * Math.Max(1, WantingACore()));
        var cycle = row.Evidence!.Cycle!;
        Assert.Equal("caller T1 (unsafe call, joins T2) -> pthread T2 (inside, collecting, waits for T1)", cycle.Text);
        Assert.Equal(["caller", "pthread"], cycle.Steps.Select(s => s.Role));
        Assert.Equal(2, cycle.Steps.Select(s => s.Tid).Distinct().Count());
        Assert.Contains("agrees: T1 is cooperative", row.Evidence.Corroboration, StringComparison.Ordinal);
    }

    /// <summary>How many want each core: what takes a second on a machine at rest takes so many times as long.</summary>
    static double WantingACore()
    {
        var load = File.ReadAllText("/proc/loadavg").Split(' ', '/'); // of the last minute, two more, and at this moment
        return Math.Max(double.Parse(load[0]), double.Parse(load[3])) / Environment.ProcessorCount;
    }

    static async Task IsAsync(
        string key, Promise promise, string outcome, string? words, string? stage = null, params string[] options)
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();

        var heard = await TheKit.SaysAsync(["cell", key, "--json", .. options]);

        var row = heard.EndedWith(ExitCode.Fine).Row;
        var seen = Assert.Single(row.Outcomes).Outcome;
        Assert.Equal((key, promise), (row.Key.ToString(), row.Promise));
        var found = seen.Kind.Word() + (seen.Detail is null ? "" : ":" + seen.Detail);
        Assert.True(outcome == found, $"{outcome} was expected, not {heard.Output}");
        Assert.Equal(promise.Kept() is null ? Verdict.Recorded : Verdict.Conforms, row.Verdict);
        Assert.Contains(words ?? "", seen.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(stage ?? seen.Stage, seen.Stage);
        Assert.True(row.Isolated);
    }
}
