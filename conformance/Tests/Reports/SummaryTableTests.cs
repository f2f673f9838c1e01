using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class SummaryTableTests
{
    private static readonly Row[] Rows =
    [
        Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned", "sorted"),
        Few.Row("sort::safe::pthread::uco::empty", Promise.Defined, "returned", "sorted"),
        Few.Row("sort::safe::pthread::uco::collect", Promise.Defined, "crashed:SIGSEGV", "sorted"),
        Few.Row("each::unsafe::pthread::uco::empty", Promise.Forbidden, "returned", "never"),
        Few.Row("each::unsafe::pthread::uco::collect", Promise.Forbidden, "deadlocked", "never"),
    ];

    [Fact]
    public void In_a_pipe_it_is_plain_text_in_columns()
    {
        var lines = Write(plain: true, Rows).Split('\n');

        Assert.Equal(
            """

            coreclr-10.0/linux-x64

                        defined  forbidden
            returned          2          1
            crashed           1
            deadlocked                   1
            cells             3          2

            rule       cells  what happened
            defined
              sorted       3  2 returned, 1 crashed
            forbidden
              never        2  1 returned, 1 deadlocked

            violates (1): a promise was broken
              crashed (SIGSEGV, inside); sorted says: defined
                ./run-conformance.sh cell sort::safe::pthread::uco::collect

            1 cell is forbidden, but worked here: the most dangerous of all, as tests pass.
            Verdicts: violates 1 · conforms 2 · recorded 2.
            Page: reports/matrix.md

            """,
            string.Join('\n', lines));
    }

    [Fact]
    public void Commands_are_never_wrapped()
    {
        var row = Few.Row(
            "a-library-with-a-very-long-name-indeed::marshalled::signal-managed-onstack::delegate::reenter-safe-runaway",
            Promise.Defined, "crashed:SIGSEGV", environment: "coreclr-10.0+collecting+loaded+heapverify");

        Assert.Contains($"{Reproduce.Of(null).Cell(row)}\n", Write(plain: false, row));
    }

    [Fact]
    public void A_family_too_large_for_a_screen_is_told_in_selectors()
    {
        var bodies = TheMatrix.Axes.Bodies.Take(30)
            .Select(b => Few.Row($"each::safe::caller::uco::{b.Name}", Promise.Defined, "crashed"));

        var text = Write(plain: true, [.. bodies]);

        Assert.Contains("  crashed (inside); a-rule says: defined (30 cells)\n    ./run-conformance.sh run each::safe::caller::uco::", text);
        Assert.DoesNotContain("./run-conformance.sh cell", text);
    }

    [Fact]
    public void What_is_no_fault_is_told_by_one_cell_and_where_the_rest_is()
    {
        var bodies = TheMatrix.Axes.Bodies.Take(30).Select(b =>
            Few.Row($"each::safe::caller::uco::{b.Name}", Promise.Forbidden, "crashed", known: "returned"));

        Assert.Contains("    and 29 more in reports/matrix.md\n", Write(plain: true, [.. bodies]));
    }

    [Fact]
    public void The_account_is_told_with_its_reasons()
    {
        var writer = new StringWriter();
        var facts = RunFacts.Begin(
            TheMatrix.Axes, TheMatrix.Plan(TheMatrix.Plain, "sort"), new Machine("", "", "", 1), 1, 1,
            DateTimeOffset.UnixEpoch);

        SummaryTable.Write(Screen.Of(writer, plain: true), TheMatrix.Plain, Rows, facts, Few.Rules);

        Assert.Contains($"Account: {facts.Ledger}; ", writer.ToString());
        Assert.Contains($"{facts.Ledger.Planned:N0} not run: {Ledger.Ended}", writer.ToString());
    }

    private static string Write(bool plain, params Row[] rows)
    {
        var writer = new StringWriter();
        SummaryTable.Write(Screen.Of(writer, plain), TheMatrix.Plain, rows, null, Few.Rules, "reports/matrix.md");
        return writer.ToString();
    }
}
