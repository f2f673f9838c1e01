using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class MatrixPageTests
{
    private static readonly Lazy<MadeUp> Run = new(() => new MadeUp(
        TheMatrix.Product, Rulebook.Load(TheMatrix.InRepository("conformance/rules")), TheMatrix.Plain));

    private static readonly Lazy<IReadOnlyList<Row>> Rows = new(() => Run.Value.Rows());

    [Fact]
    public void A_small_page_reads_like_this()
    {
        Row[] rows =
        [
            Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned", "sorted"),
            Few.Row("sort::safe::pthread::uco::collect", Promise.Defined, "crashed:SIGSEGV", "sorted"),
            Few.Row("each::unsafe::pthread::uco::empty", Promise.Forbidden, "returned", "never"),
            Few.Row("each::unsafe::pthread::uco::collect", Promise.Forbidden, "deadlocked", "never", evidence: new Evidence(Cycle: Few.Cycle(2, 5))),
        ];

        Assert.Equal(File.ReadAllText(TheMatrix.InRepository("conformance/Tests/Reports/small-page.md")), Render(rows));
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_in_any_order()
    {
        var rows = Rows.Value;
        var facts = Run.Value.Facts(rows);

        Assert.Equal(Render(rows, facts), Render([.. rows.Reverse()], facts));
    }

    [Fact]
    public void Another_run_with_the_same_outcomes_is_no_news()
    {
        var rows = Rows.Value;
        var later = rows.Select(r => r with
        {
            Outcomes = [.. r.Outcomes
                .Select(t => t with { Outcome = t.Outcome with { Seconds = t.Outcome.Seconds * 3 } })],
        }).ToList();
        var facts = Run.Value.Facts(rows);
        var laterFacts = facts with { Seconds = 99, Started = "another day", Seed = 5, Kernel = "another", Cpu = "another", Cores = 64 };

        Assert.Equal(Render(rows, facts), Render(later, laterFacts));
    }

    [Fact]
    public void Of_many_attempts_a_bound_is_told_and_of_one_none()
    {
        Assert.Contains(
            "What was not seen of a cell in 20 attempts happens in less than 15 % of them, with 95 % confidence (3/20).",
            Render([Few.Row(Few.Cell, Promise.Defined, "returned x20"), Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned x30")]));
        Assert.DoesNotContain("confidence", Render([Few.Row(Few.Cell, Promise.Defined, "returned")]));
    }

    [Fact]
    public void Every_cell_is_on_the_page()
    {
        var rows = Rows.Value;
        var page = Render(rows, Run.Value.Facts(rows));

        var symbols = page.Split("```text\n").Skip(1).SelectMany(b => b.Split("```")[0].Split('\n'))
            .Where(l => l.Split(Key.Separator).Length == 4 && !l.StartsWith('.'))
            .Sum(l => l[(l.IndexOf("  ", StringComparison.Ordinal) + 2)..].Count(c => c != ' '));

        Assert.Equal(rows.Count, symbols);
    }

    [Fact]
    public void Every_violation_is_on_the_page_with_the_command_that_shows_it()
    {
        var rows = Rows.Value;
        var page = Render(rows, Run.Value.Facts(rows));

        Assert.All(
            rows.Where(r => Family.Findings.Contains(r.Verdict)),
            row => Assert.Contains($"\n{Reproduce.Of(null).Cell(row)}\n", page));
        Assert.All(Family.Findings, verdict => Assert.Contains($"\n### {verdict.Word()}: ", page));
    }

    [Fact]
    public void A_large_family_is_told_in_selectors_first()
    {
        var rows = TheMatrix.Axes.Bodies.Take(13)
            .Select(b => Few.Row($"each::safe::caller::uco::{b.Name}", Promise.Defined, "crashed"));

        Assert.Contains("\n./run-conformance.sh run each::safe::caller::uco::", Render([.. rows]));
    }

    [Fact]
    public void Numbers_of_every_part_add_up_to_the_cells()
    {
        var rows = Rows.Value;
        var page = Render(rows, Run.Value.Facts(rows)).Split('\n');

        int Sum(string head, int column) => page.SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Sum(l => int.Parse(l.Split(" | ")[column].Replace(",", "", StringComparison.Ordinal).Trim(' ', '|')));

        Assert.Equal(rows.Count, Sum("| what the sources say", 1));
        Assert.Equal(rows.Count, Sum("| rule", 2));
        Assert.Equal(rows.Count, Sum("|  | what it means", 2));
    }

    [Fact]
    public void A_page_without_a_finding_says_so() =>
        Assert.Contains(
            "every promise was kept",
            Render([Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned", "sorted")]));

    [Fact]
    public void An_account_that_does_not_add_up_is_said_to_be_so()
    {
        var rows = Rows.Value;
        var facts = Run.Value.Facts(rows);

        Assert.Contains(
            "(**it does not add up**)", Render(rows, facts with { Ledger = facts.Ledger with { Planned = 1 } }));
    }

    [Fact]
    public void A_run_that_was_killed_says_what_is_missing()
    {
        var rows = Rows.Value.Take(100).ToList();
        var facts = Run.Value.Facts(rows);

        Assert.Contains($"| {Run.Value.Plan.Cells.Count - 100:N0} | {Ledger.Ended} |", Render(rows, facts));
    }

    [Fact]
    public void A_page_without_a_row_is_a_page() => Assert.Contains("0 cells were run", Render([]));

    [Fact]
    public void Rows_of_a_rule_that_is_gone_are_shown_by_its_id() =>
        Assert.Contains(
            "| a-rule-of-old | defined | 1 |",
            Render([Few.Row(Few.Cell, Promise.Defined, "returned", "a-rule-of-old")]));

    private static string Render(IReadOnlyList<Row> rows, RunFacts? facts = null) =>
        MatrixPage.Render(TheMatrix.Plain, rows, facts, new RuleOrder(Few.Rulebook, "../rules"));
}
