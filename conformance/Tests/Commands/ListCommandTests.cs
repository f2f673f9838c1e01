using System.Text.Json;
using Kit.Commands;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public sealed class ListCommandTests : IDisposable
{
    private readonly TemporaryKit kit = new();

    [Fact]
    public void Cells_are_listed_with_promise_and_rule_in_columns() => Assert.Equal(
        "each::unsafe::pthread::uco::empty  forbidden  never\nsort::safe::caller::uco::collect   defined    sorted\n",
        List("each::unsafe::pthread::uco::empty", "sort::safe::caller::uco::collect").Output);

    [Fact]
    public void Without_a_selector_it_is_the_whole_plan_of_the_plain_environment() =>
        Assert.Equal(Plan.For(kit.Context.Product(), TheMatrix.Plain, []).Cells.Count, List().Lines.Length);

    [Fact]
    public void Several_environments_are_told_apart()
    {
        var lines = List("sort::safe::pthread::uco::empty", "--environment", "coreclr-10.0", "--environment", "coreclr-10.0+loaded").Lines;

        Assert.Equal(2, lines.Length);
        Assert.EndsWith(EnvironmentName.Parse("coreclr-10.0+loaded").ToString(), lines[1]);
    }

    [Fact]
    public void A_cell_that_is_absent_says_why()
    {
        using var poor = new TemporaryKit(WithoutSort());

        var said = Said.By(ListCommand.Create(poor.Context), "sort::safe::caller::uco::empty");

        Assert.EndsWith("absent: There is no qsort.", said.Lines[0]);
    }

    [Theory]
    [InlineData("each::unsafe::ptread", "there is no thread 'ptread'; nearest: pthread")]
    [InlineData("sort::marshalled", "A hole for a test.")]
    [InlineData("a::b::c::d::e::f", "it has 6 places")]
    public void A_selector_that_selects_nothing_is_an_error_that_helps(string selector, string help) =>
        Assert.Contains(help, Assert.Throws<InputException>(() => List(selector)).Message);

    [Fact]
    public void Rules_are_listed_in_their_order() => Assert.Equal(
        ["sorted", "never", "silent"], List("--rules").Lines.Select(l => l.Split(' ')[0]));

    [Fact]
    public void Libraries_are_listed_with_their_contracts()
    {
        var output = List("--libraries").Output;

        Assert.Matches(@"\nlua 1 [^\n]*\n[^\n]*\n[^\n]*\n    cells:     [1-9]", output);

        Assert.Contains("pool 1 (kit)\n", output);
        Assert.Contains("threads:   its own\n", output);
    }

    [Fact]
    public void Environments_are_listed_with_what_is_known_of_them()
    {
        var loaded = EnvironmentName.Parse("coreclr-10.0+loaded").FileName;
        kit.Write($"{Few.Cell}  returned\n", "conformance", "known", loaded + ".txt");

        var lines = List("--environments").Lines;

        Assert.All(Mode.All, m => Assert.Contains(
            lines, l => l.Contains($"-10.0+{m}/", StringComparison.Ordinal) && l.EndsWith($"Shown by: {m.VerifiedBy}.", StringComparison.Ordinal)));
        Assert.Contains("1 cells known", lines.Single(l => l.Contains("coreclr-10.0+loaded/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--rules", "rule")]
    [InlineData("--libraries", "name")]
    [InlineData("--environments", "name")]
    [InlineData("sort", "key")]
    public void Everything_is_to_be_had_as_json(string what, string field) => Assert.All(
        List(what, "--json").Lines, line =>
            Assert.NotEmpty(JsonDocument.Parse(line).RootElement.GetProperty(field).GetString()!));

    public void Dispose() => kit.Dispose();

    private Said List(params string[] arguments) => Said.By(ListCommand.Create(kit.Context), arguments);

    internal static Axes WithoutSort()
    {
        var axes = TheMatrix.Axes;
        return new Axes(
            axes.Libraries.Select(l => l.Name == "sort" ? l with { Absent = "There is no qsort." } : l),
            axes.Calls, axes.Threads, axes.Entries, axes.Bodies, axes.Runtime);
    }
}
