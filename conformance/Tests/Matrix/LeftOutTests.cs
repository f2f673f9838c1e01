using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class LeftOutTests
{
    // Every so many points, and none of the axes has so many members or a multiple of it: all of them are met.
    private const int Stride = 29;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_selectors_that_match_a_point_give_the_reason_for_which_the_product_leaves_it_out(bool collecting)
    {
        var axes = TheMatrix.WithRealWork.Axes;
        var read = LeftOut.Of(TheMatrix.WithRealWork, collecting)
            .Select(l => (l.Reason, Selectors: (IReadOnlyList<Selector>)[.. l.Selectors.Select(Selector.Parse)])).ToList();

        Assert.Empty(
            from point in TheMatrix.WithRealWork.Points.Where((_, at) => at % Stride == 0)
            let expected = TheMatrix.WithRealWork.WhyNot(point, collecting) ?? (collecting ? Collecting.WhyNot(axes, point) : null)
            let told = read.FirstOrDefault(l => Selector.AnyMatches(l.Selectors, point)).Reason
            where told != expected
            select $"{point}: {told} in place of {expected}");
    }

    [Fact]
    public void A_plan_says_it_of_points_that_nobody_selected() =>
        Assert.Contains(TheMatrix.Plan(TheMatrix.Plain, "sort::safe::caller::uco::empty").LeftOut, l => l.Reason == Product.NoOwnThreads);
}
