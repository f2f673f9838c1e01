using Kit.Commands;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>The table of verdicts. Outcomes and known lines are written as in a known file.</summary>
public class VerdictTests
{
    private const string Link = "  https://github.com/dotnet/runtime/issues/1";

    [Theory]
    // What was promised, and nothing listed.
    [InlineData("defined", "returned", null, "conforms")]
    [InlineData("defined", "returned x20", null, "conforms")]
    [InlineData("fails-fast", "failed-fast:SIGABRT", null, "conforms")]
    [InlineData("deadlocks", "deadlocked", null, "conforms")]
    // Another outcome.
    [InlineData("defined", "wrong-answer", null, "violates")]
    [InlineData("defined", "crashed:SIGSEGV", null, "violates")]
    [InlineData("defined", "exited:0", null, "violates")]
    [InlineData("defined", "timed-out", null, "violates")]
    [InlineData("fails-fast", "returned", null, "violates")]
    [InlineData("fails-fast", "crashed:SIGABRT", null, "violates")] // death without a diagnosis
    [InlineData("deadlocks", "timed-out", null, "violates")] // not proved
    [InlineData("deadlocks", "livelocked", null, "violates")]
    [InlineData("defined", "crashed:SIGSEGV, deadlocked", null, "violates")] // never as promised is not flaky
    // A deviation that is listed.
    [InlineData("defined", "crashed:SIGSEGV", "crashed:SIGSEGV" + Link, "known")]
    [InlineData("defined", "crashed:SIGSEGV", "crashed" + Link, "known")]
    [InlineData("defined", "crashed:SIGSEGV", "crashed:SIGSEGV", "violates")] // without a link nobody has reported it
    [InlineData("defined", "crashed:SIGBUS", "crashed:SIGSEGV" + Link, "violates")]
    [InlineData("fails-fast", "crashed:SIGABRT x3", "crashed:SIGABRT" + Link, "known")]
    [InlineData("deadlocks", "timed-out", "timed-out" + Link, "known")]
    [InlineData("defined", "returned", "crashed:SIGSEGV" + Link, "fixed")]
    [InlineData("defined", "returned", "crashed:SIGSEGV", "fixed")]
    // Mixed.
    [InlineData("defined", "returned x19, crashed:SIGSEGV", null, "flaky")]
    [InlineData("defined", "returned, wrong-answer", null, "flaky")]
    [InlineData("fails-fast", "failed-fast, returned x9", null, "flaky")]
    [InlineData("defined", "returned x19, crashed:SIGSEGV", "crashed:SIGSEGV" + Link, "flaky")] // it never returned before
    [InlineData("defined", "returned x19, crashed:SIGSEGV", "returned x9, crashed:SIGSEGV" + Link, "known")]
    [InlineData("defined", "returned x5", "returned x9, crashed:SIGSEGV" + Link, "conforms")] // five are no proof
    [InlineData("defined", "crashed:SIGSEGV", "returned x9, crashed:SIGSEGV" + Link, "known")]
    [InlineData("defined", "returned, timed-out", "returned x9, crashed:SIGSEGV" + Link, "flaky")]
    // Nothing promised.
    [InlineData("forbidden", "returned", null, "recorded")]
    [InlineData("forbidden", "crashed:SIGSEGV x4, deadlocked", null, "recorded")]
    [InlineData("unspecified", "timed-out", null, "recorded")]
    [InlineData("forbidden", "crashed:SIGSEGV", "crashed:SIGSEGV x20", "recorded")]
    [InlineData("forbidden", "crashed:SIGSEGV", "returned x9, crashed:SIGSEGV", "recorded")]
    [InlineData("forbidden", "crashed:SIGSEGV", "returned", "changed")]
    [InlineData("forbidden", "crashed:SIGSEGV", "crashed:SIGABRT", "changed")]
    [InlineData("unspecified", "returned, crashed:SIGSEGV", "returned", "changed")]
    [InlineData("unspecified", "exited:139", "exited:1", "changed")]
    [InlineData("unspecified", "returned", "crashed:SIGSEGV" + Link, "changed")] // a link is no promise
    public void The_judge_says(string promise, string seen, string? known, string verdict)
    {
        Assert.Equal(verdict, Judge(promise, Seen(seen), known).Word());
    }

    [Theory]
    [InlineData("defined")]
    [InlineData("fails-fast")]
    [InlineData("deadlocks")]
    [InlineData("forbidden")]
    [InlineData("unspecified")]
    public void Our_own_fault_is_never_the_runtimes_and_an_absence_is_neither(string promise)
    {
        var broken = new Tally(new Outcome(OutcomeKind.Broken), 1);
        var absent = new Tally(new Outcome(OutcomeKind.Absent), 1);
        var returned = new Tally(new Outcome(OutcomeKind.Returned), 9);

        Assert.Equal(Verdict.Broken, Judge(promise, [broken], null));
        Assert.Equal(Verdict.Broken, Judge(promise, [returned, broken], null));
        Assert.Equal(Verdict.Broken, Judge(promise, [absent, broken], "crashed" + Link));
        Assert.Equal(Verdict.Absent, Judge(promise, [absent], null));
        Assert.Equal(Verdict.Absent, Judge(promise, [absent], "crashed" + Link));
        Assert.Equal(Judge(promise, [returned], null), Judge(promise, [returned, absent], null));
    }

    [Fact]
    public void A_cell_that_was_not_run_has_no_verdict()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Verdicts.Judge(Promise.Defined, [], null));
    }

    [Fact]
    public void The_judge_says_something_of_every_combination_and_a_binding_promise_is_never_merely_recorded()
    {
        foreach (var promise in Enum.GetValues<Promise>())
        {
            foreach (var kind in Enum.GetValues<OutcomeKind>())
            {
                var verdict = Verdicts.Judge(promise, [new Tally(new Outcome(kind), 1)], null);

                Assert.Equal(
                    kind == OutcomeKind.Broken ? Verdict.Broken
                    : kind == OutcomeKind.Absent ? Verdict.Absent
                    : !promise.Binds() ? Verdict.Recorded
                    : promise.Kept() == kind ? Verdict.Conforms : Verdict.Violates,
                    verdict);
            }
        }
    }

    [Fact]
    public void A_run_ends_with_1_for_what_fails_and_with_3_for_what_the_kit_broke() => Assert.Equal(
        [
            (Verdict.Conforms, 0), (Verdict.Violates, 1), (Verdict.Known, 0), (Verdict.Fixed, 0), (Verdict.Recorded, 0),
            (Verdict.Changed, 0), (Verdict.Flaky, 1), (Verdict.Broken, 3), (Verdict.Absent, 0),
        ],
        Enum.GetValues<Verdict>().Select(v => (v, ExitCode.Of(v))));

    private static Verdict Judge(string promise, IReadOnlyCollection<Tally> seen, string? known) => Verdicts.Judge(
        Words.Parse<Promise>(promise, "promise"),
        seen,
        known is null ? null : Line(known));

    private static KnownEntry Line(string outcomes) => KnownLine.Parse($"each::safe::caller::uco::empty  {outcomes}", []);

    private static List<Tally> Seen(string outcomes) =>
        [.. Line(outcomes).Outcomes.Select(o => new Tally(
            o.Kind == OutcomeKind.Exited
                ? new Outcome(o.Kind, ExitCode: int.Parse(o.Detail!))
                : new Outcome(o.Kind, Signal: o.Detail),
            o.Count))];
}
