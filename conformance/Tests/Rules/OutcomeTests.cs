using System.Text.Json;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class OutcomeTests
{
    [Fact]
    public void Outcomes_promises_and_verdicts_have_the_words_of_the_design()
    {
        Assert.Equal(
            "returned wrong-answer exited failed-fast crashed deadlocked livelocked timed-out absent broken".Split(' '),
            Words.All<OutcomeKind>());
        Assert.Equal("defined fails-fast deadlocks forbidden unspecified".Split(' '), Words.All<Promise>());
        Assert.Equal(
            "conforms violates known fixed recorded changed flaky broken absent".Split(' '),
            Words.All<Verdict>());
    }

    [Fact]
    public void Json_has_the_same_words_and_takes_no_numbers()
    {
        Assert.Equal("\"timed-out\"", JsonSerializer.Serialize(OutcomeKind.TimedOut));
        Assert.Equal(Promise.FailsFast, JsonSerializer.Deserialize<Promise>("\"fails-fast\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Verdict>("1"));
    }

    [Fact]
    public void An_unknown_word_is_told_all_there_are()
    {
        var fault = Assert.Throws<InputException>(() => Words.Parse<Promise>("granted", "promise"));

        Assert.Equal("'granted' is no promise; one of: defined, fails-fast, deadlocks, forbidden, unspecified", fault.Message);
    }

    [Fact]
    public void Attempts_fold_by_kind_signal_code_and_stage_with_the_most_frequent_first()
    {
        var tallies = Tally.Of(
        [
            new Outcome(OutcomeKind.Crashed, "SIGSEGV", Stage: "inside", Seconds: 1),
            new Outcome(OutcomeKind.Returned, Stage: "ended", Seconds: 3),
            new Outcome(OutcomeKind.Returned, Stage: "ended", Message: "late", Seconds: 1),
            new Outcome(OutcomeKind.Crashed, "SIGBUS", Stage: "inside"),
            new Outcome(OutcomeKind.Returned, Stage: "ended", Seconds: 8),
        ]);

        Assert.Equal(["returned x3", "crashed:SIGBUS", "crashed:SIGSEGV"], KnownOutcome.Of(tallies).Select(o => o.ToString()));
        Assert.Equal(3, tallies[0].Count);
        Assert.Equal(3, tallies[0].Outcome.Seconds); // the median
        Assert.Equal("late", tallies[0].Outcome.Message);
    }

    [Fact]
    public void The_order_of_attempts_does_not_change_the_fold()
    {
        Outcome[] attempts =
        [
            new(OutcomeKind.Returned, Seconds: 2), new(OutcomeKind.Crashed, "SIGSEGV", Stage: "b"),
            new(OutcomeKind.Crashed, "SIGSEGV", Stage: "a"), new(OutcomeKind.Returned, Seconds: 4),
        ];

        Assert.Equal(Tally.Of(attempts), Tally.Of(attempts.Reverse()));
    }
}
