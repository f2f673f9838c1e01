using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class FoldTests
{
    private const string Sorted = "sort::safe::caller::uco::empty";

    [Fact]
    public void Attempts_of_a_cell_become_one_row_under_its_rule()
    {
        var row = Fold(
            Few.Attempt(Sorted, "returned"), Few.Attempt(Sorted, "crashed:SIGSEGV", 2),
            Few.Attempt(Sorted, "returned", 3)).Single();

        Assert.Equal(("sorted", Promise.Defined, Verdict.Flaky), (row.Rule, row.Promise, row.Verdict));
        Assert.Equal(["returned 2", "crashed 1"], row.Outcomes.Select(t => $"{t.Outcome.Kind.Word()} {t.Count}"));
        Assert.Equal(3, row.Attempts);
        Assert.Null(row.Outcome);
    }

    [Fact]
    public void Rows_are_the_same_in_whichever_order_attempts_ended()
    {
        Attempt[] attempts =
        [
            Few.Attempt(Sorted, "returned"), Few.Attempt(Sorted, "crashed:SIGSEGV", 2),
            Few.Attempt(Few.Cell, "exited:7"),
            Few.Attempt(Sorted, "crashed:SIGBUS", 2),
        ];

        Assert.Equal(Fold(attempts).Select(r => r.ToLine()), Fold([.. attempts.Reverse()]).Select(r => r.ToLine()));
    }

    [Fact]
    public void Rows_are_sorted_by_key() => Assert.Equal(
        [Few.Cell, Sorted],
        Fold(Few.Attempt(Sorted, "returned"), Few.Attempt(Few.Cell, "returned")).Select(r => r.Key.ToString()));

    [Fact]
    public void A_known_deviation_is_known()
    {
        var known = Known.Parse("known.txt", $"{Sorted}  crashed:SIGSEGV  https://example.org/1");

        Assert.Equal(
            Verdict.Known,
            Rows.Fold([Few.Attempt(Sorted, "crashed:SIGSEGV")], Few.Rulebook, known, TheMatrix.Plain).Single().Verdict);
    }

    [Fact]
    public void One_attempt_that_shared_its_process_takes_isolation_from_the_row() =>
        Assert.False(Fold(
            Few.Attempt(Sorted, "returned"), Few.Attempt(Sorted, "returned", 2) with { Isolated = false })
            .Single().Isolated);

    [Fact]
    public void The_evidence_is_that_of_the_attempt_with_a_proof() => Assert.Equal("proof", Fold(
        Few.Attempt(Sorted, "crashed:SIGSEGV", 1, new Evidence("crash")),
        Few.Attempt(Sorted, "deadlocked", 2, new Evidence("proof", Few.Cycle(1, 2)))).Single().Evidence!.Text);

    [Fact]
    public void Without_a_proof_it_is_that_of_the_attempt_that_broke_the_promise() => Assert.Equal("crash", Fold(
        Few.Attempt(Sorted, "returned", 1, new Evidence(Measures: new Dictionary<string, long> { ["eintr"] = 1 })),
        Few.Attempt(Sorted, "crashed:SIGSEGV", 2, new Evidence("crash"))).Single().Evidence!.Text);

    [Fact]
    public void Otherwise_it_is_what_was_measured() => Assert.NotNull(Fold(
        Few.Attempt(Sorted, "returned", 1, new Evidence("a note")),
        Few.Attempt(Sorted, "returned", 2, new Evidence(Measures: new Dictionary<string, long> { ["eintr"] = 1 })))
        .Single().Evidence!.Measures);

    [Fact]
    public void An_attempt_from_elsewhere_is_refused() => Assert.Contains(
        "stands among those of",
        Assert.Throws<InputException>(() => Rows.Fold(
            [Few.Attempt(Sorted, "returned")], Few.Rulebook, Known.Nothing, TheMatrix.WithCollecting)).Message);

    private static IReadOnlyList<Row> Fold(params Attempt[] attempts) =>
        Rows.Fold(attempts, Few.Rulebook, Known.Nothing, TheMatrix.Plain);
}
