using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public class CoveringTests
{
    private static readonly AxisOrder Order = new(MemberFact.Of(TheMatrix.Axes));

    [Fact]
    public void Cells_that_differ_in_one_place_are_one_selector() => Assert.Equal(
        ["each::unsafe::pthread,worker::uco,delegate::empty,collect"],
        Covering.Of(
            [
                Key.Parse("each::unsafe::worker::uco::collect"), Key.Parse("each::unsafe::worker::uco::empty"),
                Key.Parse("each::unsafe::pthread::delegate::collect"), Key.Parse("each::unsafe::pthread::uco::empty"),
                Key.Parse("each::unsafe::worker::delegate::collect"),
                Key.Parse("each::unsafe::worker::delegate::empty"),
                Key.Parse("each::unsafe::pthread::uco::collect"), Key.Parse("each::unsafe::pthread::delegate::empty"),
            ],
            Order));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void The_selectors_match_the_cells_and_no_others_each_once(int every)
    {
        var all = TheMatrix.Plan(TheMatrix.Plain).Cells.Select(c => c.Key).ToList();
        var some = all.Where((_, at) => at % every == 0 || at % 7 == 1).ToHashSet();

        var selectors = Covering.Of(some, Order).Select(Selector.Parse).ToList();

        Assert.All(all, key => Assert.Equal(some.Contains(key) ? 1 : 0, selectors.Count(s => s.Matches(key))));
    }

    [Fact]
    public void The_order_of_the_cells_leaves_no_trace()
    {
        var keys = TheMatrix.Plan(TheMatrix.Plain, "sqlite").Cells.Select(c => c.Key).ToList();

        Assert.Equal(Covering.Of(keys, Order), Covering.Of(Enumerable.Reverse(keys), Order));
    }

    [Fact]
    public void Of_nothing_there_is_nothing_to_say() => Assert.Empty(Covering.Of([], Order));
}
