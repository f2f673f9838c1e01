using Kit.Execution;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>Every outcome is told apart; only what ended as it meant to, with the right answer, has returned.</summary>
public class ClassifierTests
{
    const int SegV = 11, Abort = 6;
    const string BadCall = "Fatal error. Invalid Program: attempted to call a UnmanagedCallersOnly method from managed code.";

    static Ended Exit(int code, int left = 0) => new(1, code << 8, default, default, 0, left);

    static Ended Death(int signal) => new(1, signal, default, default, 0, 0);

    static PageView Page(Token token, string reason = "", int exitCode = 0, int forkStatus = 0, Stage stage = Stage.Exiting) =>
        new PageBytes().Says(token, reason, exitCode, forkStatus, stage).Read();

    static Outcome Of(Ended ended, PageView page, string stderr = "") =>
        Classifier.Classify(ended, new Finding(FindingKind.Ended, page), stderr).Outcome;

    static string? Said(Ended ended, PageView page, string stderr = "") =>
        Classifier.Classify(ended, new Finding(FindingKind.Ended, page), stderr).Evidence?.Text;

    [Theory]
    [InlineData(Token.Right, 0, 0, OutcomeKind.Returned, null)]
    [InlineData(Token.Right, 42, 42, OutcomeKind.Returned, null)] // the body ends the process, and that is the right answer
    [InlineData(Token.Right, 7, 0, OutcomeKind.Exited, "7")]
    [InlineData(Token.Right, 0, 42, OutcomeKind.Exited, "0")] // meant to end with 42 and came back
    [InlineData(Token.Wrong, 0, 0, OutcomeKind.WrongAnswer, null)]
    [InlineData(Token.Wrong, 3, 0, OutcomeKind.Exited, "3")]
    [InlineData(Token.Absent, 0, 0, OutcomeKind.Absent, null)]
    [InlineData(Token.Absent, 1, 0, OutcomeKind.Exited, "1")]
    [InlineData(Token.Broken, 0, 0, OutcomeKind.Broken, null)]
    [InlineData(Token.None, 0, 0, OutcomeKind.Exited, "0")]
    [InlineData(Token.None, 7, 0, OutcomeKind.Exited, "7")]
    [InlineData(Token.None, 42, 42, OutcomeKind.Exited, "42")] // as meant, but nobody said so
    public void A_token_is_as_good_as_the_end_that_follows_it(Token token, int code, int meant, OutcomeKind kind, string? detail)
    {
        var outcome = Of(Exit(code), Page(token, "why", meant));

        Assert.Equal((kind, detail), (outcome.Kind, outcome.Detail));
        if (kind is OutcomeKind.WrongAnswer or OutcomeKind.Absent or OutcomeKind.Broken)
            Assert.Equal("why", outcome.Message);
    }

    [Theory]
    [InlineData(SegV, "", OutcomeKind.Crashed, "SIGSEGV", null)]
    [InlineData(Abort, BadCall, OutcomeKind.FailedFast, "SIGABRT", BadCall)]
    [InlineData(Abort, "terminate called after throwing an instance of 'PAL_SEHException'", OutcomeKind.Crashed, "SIGABRT", "terminate called after throwing an instance of 'PAL_SEHException'")]
    [InlineData(Abort, "*** stack smashing detected ***: terminated", OutcomeKind.Crashed, "SIGABRT", "*** stack smashing detected ***: terminated")]
    [InlineData(9, "", OutcomeKind.Broken, "SIGKILL", "killed from outside: by the kernel for want of memory, or by hand")]
    [InlineData(24, "", OutcomeKind.TimedOut, "SIGXCPU", "its CPU time was used up")]
    [InlineData(34, "", OutcomeKind.Crashed, "signal 34", null)]
    public void A_death_by_signal_is_a_crash_unless_the_runtime_said_why(int signal, string stderr, OutcomeKind kind, string name, string? message)
    {
        var outcome = Of(Death(signal), Page(Token.Right), stderr);

        Assert.Equal((kind, name, message), (outcome.Kind, outcome.Signal, outcome.Message));
        Assert.Null(outcome.ExitCode);
    }

    [Fact]
    public void An_exit_code_with_the_runtimes_own_message_is_a_fail_fast()
    {
        var outcome = Of(Exit(134), Page(Token.None, stage: Stage.Calling), BadCall);

        Assert.Equal((OutcomeKind.FailedFast, 134, BadCall, "calling"), (outcome.Kind, outcome.ExitCode, outcome.Message, outcome.Stage));
    }

    [Theory]
    [InlineData(Abort)]
    [InlineData(5)] // SIGTRAP: where the build breaks into a debugger that is not there
    public void An_assertion_of_a_checked_build_is_a_fail_fast_of_its_own_kind(int signal)
    {
        var outcome = Of(Death(signal), Page(Token.None), "\nAssert failure(PID 1 [0x00000001], Thread: 1 [0x0001]): x\n    File: a.cpp:1\n");

        Assert.Equal((OutcomeKind.FailedFast, "assert", true), (outcome.Kind, outcome.Detail, outcome.Assert));
        Assert.Equal("SIGSEGV", Of(Death(SegV), Page(Token.None), BadCall).Detail);
    }

    [Theory] // NativeAOT dies without a word where CoreCLR speaks: then signal and stage are all there is
    [InlineData(SegV, Stage.Inside, "SIGSEGV")]
    [InlineData(Abort, Stage.Entering, "SIGABRT")]
    [InlineData(4, Stage.Leaving, "SIGILL")]
    [InlineData(7, Stage.Calling, "SIGBUS")]
    public void A_silent_death_is_told_by_its_signal_and_its_stage(int signal, Stage stage, string name)
    {
        var outcome = Of(Death(signal), Page(Token.None, stage: stage));

        Assert.Equal((OutcomeKind.Crashed, name, stage.Word(), null), (outcome.Kind, outcome.Signal, outcome.Stage, outcome.Message));
    }

    [Fact]
    public void A_message_without_a_death_is_only_a_message() =>
        Assert.Equal(OutcomeKind.Returned, Of(Exit(0), Page(Token.Right), BadCall).Kind);

    [Fact]
    public void Who_leaves_processes_behind_has_not_returned() =>
        Assert.Equal(OutcomeKind.Broken, Of(Exit(0, left: 1), Page(Token.Right)).Kind);

    [Theory]
    [InlineData(FindingKind.Deadlocked, OutcomeKind.Deadlocked)]
    [InlineData(FindingKind.Livelocked, OutcomeKind.Livelocked)]
    [InlineData(FindingKind.TimedOut, OutcomeKind.TimedOut)]
    public void Who_was_ended_by_the_watcher_did_not_die_of_that_signal(FindingKind found, OutcomeKind kind)
    {
        var finding = new Finding(found, Page(Token.Right, stage: Stage.Checking), Evidence: "where it stood");

        var (outcome, evidence) = Classifier.Classify(Death(9), finding, "");

        Assert.Equal((kind, null, null, "checking"), (outcome.Kind, outcome.Signal, outcome.ExitCode, outcome.Stage));
        Assert.Equal("where it stood", evidence!.Text);
    }

    [Fact]
    public void A_proof_is_in_the_message_and_the_evidence()
    {
        var proof = new Cycle(Cycle.OfWaits, [], "a -> b", "s", 0.3, 7);
        var finding = new Finding(FindingKind.Deadlocked, Page(Token.None), proof, proof.Text, "the runtime agrees");

        var (outcome, evidence) = Classifier.Classify(Death(9), finding, "");

        Assert.Equal("a -> b", outcome.Message);
        Assert.Equal(("a -> b", proof, "the runtime agrees"), (evidence!.Text, evidence.Cycle, evidence.Corroboration));
    }

    [Fact]
    public void What_the_kit_says_against_itself_counts_however_the_process_ended()
    {
        var page = Page(Token.Broken, "the array did not move");

        Assert.Equal(OutcomeKind.Broken, Of(Death(SegV), page).Kind);
        Assert.Equal(OutcomeKind.Broken, Classifier.Classify(Death(9), new Finding(FindingKind.TimedOut, page), "").Outcome.Kind);
    }

    [Theory]
    [InlineData(SegV, "", OutcomeKind.Crashed, "SIGSEGV")]
    [InlineData(Abort, BadCall, OutcomeKind.FailedFast, "SIGABRT")]
    [InlineData(3 << 8, "", OutcomeKind.Exited, "3")]
    public void The_death_of_a_forked_child_is_the_cells(int status, string stderr, OutcomeKind kind, string detail)
    {
        var page = Page(Token.Wrong, "the answer is 0", forkStatus: status);

        Assert.Equal((kind, detail), (Of(Exit(0), page, stderr).Kind, Of(Exit(0), page, stderr).Detail));
        Assert.Contains("in the forked child", Said(Exit(0), page, stderr), StringComparison.Ordinal);
    }

    [Fact]
    public void A_forked_child_that_ended_as_it_was_to_end_is_well() =>
        Assert.Equal(OutcomeKind.Returned, Of(Exit(42), Page(Token.Right, exitCode: 42, forkStatus: 42 << 8)).Kind);

    [Fact]
    public void When_the_parent_of_a_fork_dies_as_well_that_is_the_outcome()
    {
        var page = Page(Token.None, forkStatus: Abort);

        Assert.Equal(("SIGSEGV", "the forked child had died of SIGABRT"), (Of(Death(SegV), page).Signal, Said(Death(SegV), page)));
    }

    [Fact]
    public void A_page_that_cannot_be_believed_says_nothing_of_stage_and_token()
    {
        var page = new PageBytes().Says(Token.Right).Int(Kit.Execution.Page.Offset.Magic, 0x55555555).Read();

        Assert.Equal((OutcomeKind.Broken, null), (Of(Exit(0), page).Kind, Of(Exit(0), page).Stage));
        Assert.Equal((OutcomeKind.Crashed, null), (Of(Death(SegV), page).Kind, Of(Death(SegV), page).Stage));
        Assert.Contains("0x55555555", Said(Death(SegV), page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_that_never_came_to_its_page_is_the_kits_fault_unless_it_died()
    {
        var broken = Of(Exit(125), PageView.Blank, "kit-host: no libcoreclr.so\nusage: ...");

        Assert.Equal((OutcomeKind.Broken, "starting"), (broken.Kind, broken.Stage));
        Assert.Equal("the child ended before it had begun the cell: kit-host: no libcoreclr.so", broken.Message);
        Assert.Equal(OutcomeKind.Crashed, Of(Death(SegV), PageView.Blank).Kind);
    }

    [Fact]
    public void What_a_body_measured_is_evidence()
    {
        var page = new PageBytes().Says(Token.Right).Text(Kit.Execution.Page.Offset.MeasureNames, "eintr")
            .Long(Kit.Execution.Page.Offset.Measures, 3).Read();

        var (_, evidence) = Classifier.Classify(Exit(0), new Finding(FindingKind.Ended, page), "");

        Assert.Equal(3, evidence!.Measures!["eintr"]);
        Assert.Null(Classifier.Classify(Exit(0), new Finding(FindingKind.Ended, Page(Token.Right)), "").Evidence);
    }
}
