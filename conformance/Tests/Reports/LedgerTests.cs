using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class LedgerTests
{
    private static readonly Row[] Two =
    [
        Few.Row(Few.Cell, Promise.Defined, "returned"),
        Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "absent"),
    ];

    [Fact]
    public void Planned_is_ran_and_absent_and_not_run()
    {
        var ledger = Ledger.Of(5, Two, [new Reason("The budget was used up.", 3)], []);

        Assert.True(ledger.AddsUp);
        Assert.Equal("5 planned = 1 ran + 1 absent + 3 not run", ledger.ToString());
        Assert.Equal([new Reason("It is not here.", 1)], ledger.Absent);
    }

    [Fact]
    public void Cells_of_a_run_that_was_ended_are_accounted_for() =>
        Assert.Equal([new Reason(Ledger.Ended, 3)], Ledger.Of(5, Two, [], []).NotRun);

    [Fact]
    public void Cells_that_are_missing_without_a_reason_do_not_add_up()
    {
        var ledger = Ledger.Of(5, Two, [], [], otherwise: null);

        Assert.False(ledger.AddsUp);
        Assert.Equal("5 planned is not 1 ran + 1 absent + 0 not run", ledger.ToString());
    }

    [Fact]
    public void Rows_that_nobody_planned_do_not_add_up() => Assert.False(Ledger.Of(1, Two, [], []).AddsUp);

    [Fact]
    public void What_was_made_up_for_needs_no_reason_any_more() => Assert.Equal(
        [new Reason("budget", 1)],
        Ledger.Of(3, Two, [new Reason("budget", 2), new Reason(Ledger.Ended, 7)], [], otherwise: null).NotRun);

    [Fact]
    public void The_commonest_reason_comes_first() => Assert.Equal(
        [new Reason("b", 2), new Reason("a", 1), new Reason("c", 1)], Reason.Counted(["c", "b", "a", "b"]));
}
