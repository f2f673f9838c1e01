using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public class RunFactsTests
{
    private static readonly RunFacts Begun = RunFacts.Begin(
        TheMatrix.Axes, TheMatrix.Plan(TheMatrix.Plain, "sort"),
        new Machine("Linux 6.1", "glibc 2.36", "A processor", 2), 7, 3,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));

    [Fact]
    public void A_run_that_begins_has_everything_still_to_run()
    {
        Assert.True(Begun.Ledger.AddsUp);
        Assert.Equal(Begun.Ledger.Planned, Begun.Ledger.NotRunCells);
        Assert.NotEmpty(Begun.Ledger.Holes);
        Assert.Equal("2026-01-02T02:04:05Z", Begun.Started);
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Assert.Equal(Begun.ToJson(), RunFacts.Parse(Begun.ToJson()).ToJson());

    [Fact]
    public void The_format_comes_first() => Assert.StartsWith("{\n  \"format\": 1,\n  \"kit\": ", Begun.ToJson());

    [Fact]
    public void Members_may_be_missing() =>
        Assert.Null(RunFacts.Parse((Begun with { Members = null }).ToJson()).Members);

    [Fact]
    public void A_newer_one_is_refused() => Assert.Contains(
        "a run of format 2",
        Assert.Throws<InputException>(
            () => RunFacts.Parse(Begun.ToJson().Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)))
            .Message);

    [Theory]
    [InlineData("atexit pthread caller", "caller pthread atexit")]
    [InlineData("b-plug-in caller a-plug-in", "caller a-plug-in b-plug-in")]
    public void Members_keep_the_order_of_the_axes(string names, string ordered) =>
        Assert.Equal(ordered, string.Join(' ', names.Split(' ').Order(AxisOrder.Of(Begun).Names(2))));
}
