using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class DifferenceTests
{
    private const string Here = "coreclr-10.0", There = "nativeaot-10.0";
    private const string Other = "each::unsafe::pthread::uco::empty";

    [Theory]
    [InlineData(Promise.Defined, "returned", "crashed:SIGSEGV", DifferenceKind.PromiseBroken)]
    [InlineData(Promise.Defined, "returned x20", "returned x19, crashed", DifferenceKind.PromiseBroken)]
    [InlineData(Promise.FailsFast, "crashed:SIGABRT", "failed-fast:SIGABRT", DifferenceKind.PromiseBroken)]
    [InlineData(Promise.Forbidden, "returned", "crashed:SIGSEGV", DifferenceKind.WorksInOne)]
    [InlineData(Promise.Unspecified, "deadlocked", "returned x2, deadlocked", DifferenceKind.WorksInOne)]
    [InlineData(Promise.Forbidden, "failed-fast:SIGABRT", "crashed:SIGSEGV", DifferenceKind.WrongInOtherWays)]
    [InlineData(Promise.Defined, "crashed:SIGSEGV", "crashed:SIGABRT", DifferenceKind.WrongInOtherWays)]
    [InlineData(Promise.FailsFast, "returned", "crashed:SIGABRT", DifferenceKind.WrongInOtherWays)] // both broken
    [InlineData(Promise.Defined, "returned", "absent", DifferenceKind.AbsentInOne)]
    public void A_difference_has_one_kind_whichever_environment_comes_first(
        Promise promise, string a, string b, DifferenceKind kind)
    {
        Assert.Equal(kind, Assert.Single(Between(promise, a, b)).Kind);
        Assert.Equal(kind, Assert.Single(Between(promise, b, a)).Kind);
    }

    [Theory]
    [InlineData("returned", "returned x20")]
    [InlineData("crashed:SIGSEGV x3, returned", "crashed:SIGSEGV, returned x7")]
    [InlineData("absent", "absent")]
    [InlineData("returned", "broken")] // the kit's own fault says nothing of the environment
    public void How_often_is_no_difference_nor_is_a_fault_of_the_kit(string a, string b) =>
        Assert.Empty(Between(Promise.Forbidden, a, b));

    [Fact]
    public void A_cell_that_one_environment_was_not_asked_for_is_no_difference() =>
        Assert.Empty(Difference.Of([
            Few.Row(Few.Cell, Promise.Forbidden, "returned", environment: Here),
            Few.Row(Other, Promise.Forbidden, "crashed", environment: There)]));

    [Fact]
    public void Another_promise_of_the_same_deed_is_a_difference() =>
        Assert.Equal(DifferenceKind.OtherPromise, Assert.Single(Difference.Of([
            Few.Row(Few.Cell, Promise.Forbidden, "returned", "never", environment: Here),
            Few.Row(Few.Cell, Promise.Unspecified, "returned", "silent", environment: There)])).Kind);

    [Fact]
    public void It_agrees_with_diff_about_what_differs()
    {
        string[] deeds = ["returned", "returned x4", "crashed:SIGSEGV", "crashed:SIGABRT", "deadlocked", "exited:7", "returned, exited:7"];
        foreach (var a in deeds)
        {
            foreach (var b in deeds)
            {
                Assert.Equal(
                    Diff.Of([Few.Row(Few.Cell, Promise.Forbidden, a)], [Few.Row(Few.Cell, Promise.Forbidden, b)]).Changes.Count,
                    Between(Promise.Forbidden, a, b).Count);
            }
        }
    }

    [Fact]
    public void The_page_has_a_column_for_each_environment_and_the_worst_first()
    {
        Row[] rows =
        [
            Few.Row(Other, Promise.Forbidden, "returned x20", "never", environment: Here),
            Few.Row(Other, Promise.Forbidden, "crashed:SIGSEGV x20", "never", environment: There),
            Few.Row(Few.Cell, Promise.Defined, "returned x20", "sorted", environment: Here),
            Few.Row(Few.Cell, Promise.Defined, "crashed:SIGSEGV x20", "sorted", environment: There),
            Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned x20", "sorted", environment: Here),
            Few.Row("sort::safe::caller::uco::empty", Promise.Defined, "returned x20", "sorted", environment: There),
        ];

        var page = DifferencesPage.Render(rows, Few.Rules, AxisOrder.OfLetters);

        Assert.Contains("2 environments, 3 cells. In 2 of them two environments differ", page);
        Assert.Contains("\n|  | coreclr-10.0/linux-x64 | nativeaot-10.0/linux-x64 |\n", page);
        Assert.Contains("| attempts of a cell | 20: what was not seen is below 15 % |", page);
        Assert.Contains($"\n| 1 | `{Few.Cell}` | returned | **crashed SIGSEGV** |\n", page);
        Assert.Contains($"\n| 1 | `{Other}` | returned | crashed SIGSEGV |\n", page);
        Assert.True(page.IndexOf($"`{Few.Cell}`", StringComparison.Ordinal) < page.IndexOf($"`{Other}`", StringComparison.Ordinal));
        Assert.Equal(page, DifferencesPage.Render([.. rows.Reverse()], Few.Rules, AxisOrder.OfLetters));
    }

    [Fact]
    public void Of_many_environments_those_that_did_the_same_are_told_together()
    {
        string[] modes = ["", "+server", "+tier0", "+r2r", "+loaded", "+collecting", "+heapverify"];
        var rows = modes.Select(m => Few.Row(
            Few.Cell, Promise.Forbidden, m == "+collecting" ? "deadlocked" : "returned", "never", environment: Here + m)).ToList();

        var page = DifferencesPage.Render(rows, Few.Rules, AxisOrder.OfLetters);

        Assert.Contains("7 environments, 1 cell. In 1 of them", page);
        Assert.Contains("\n| coreclr-10.0+collecting/linux-x64 | 1 | 1 | 1 deadlocked | recorded 1 |\n", page); // a line each, where nothing else can be told
        Assert.Contains($"\n| cells | of which | what happened | where |\n|---:|---|---|---|\n| 1 | `{Few.Cell}` | deadlocked | coreclr-10.0+collecting |\n|  |  | returned | the 6 others |\n", page);
        Assert.Contains("coreclr-10.0+collecting: deadlocked; the 6 others: returned", page);
    }

    [Fact]
    public void Every_cell_that_differs_is_on_the_page_once()
    {
        var here = new MadeUp(TheMatrix.Product, Few.Rulebook, EnvironmentName.Parse(Here, "linux-x64")).Rows();
        var there = here.Select((r, at) => r with
        {
            Environment = EnvironmentName.Parse(There, "linux-x64"),
            Outcomes = at % 7 == 0 ? Few.Outcomes("crashed:SIGBUS") : r.Outcomes,
        }).ToList();
        Row[] rows = [.. here, .. there];

        var page = DifferencesPage.Render(rows, Few.Rules, AxisOrder.OfLetters);
        var selectors = page.Split("```text\n").Skip(1).SelectMany(b => b.Split("```")[0].Trim().Split('\n'))
            .Select(Selector.Parse).ToList();

        var told = here.Select(r => r.Key).Where(k => selectors.Any(s => s.Matches(k))).ToHashSet();
        Assert.Equal(Difference.Of(rows).Select(d => d.Key).ToHashSet(), told);
        Assert.All(told.Take(50), key => Assert.Single(selectors, s => s.Matches(key)));
    }

    private static IReadOnlyList<Difference> Between(Promise promise, string a, string b) => Difference.Of([
        Few.Row(Few.Cell, promise, a, environment: Here), Few.Row(Few.Cell, promise, b, environment: There)]);
}
