using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class NoSuchCellTests
{
    [Fact]
    public void A_mistyped_selector_is_told_which_place_is_wrong_and_what_is_near()
    {
        var text = NoSuchCell.Why(TheMatrix.Product, Selector.Parse("each::safe::phtread::uco::colect"));

        Assert.StartsWith("no cell matches each::safe::phtread::uco::colect\n", text);
        Assert.Contains("there is no thread 'phtread'; nearest: pthread", text, StringComparison.Ordinal);
        Assert.Contains("there is no body 'colect'; nearest: collect", text, StringComparison.Ordinal);
        Assert.EndsWith("nearest: each::safe::pthread::uco::collect", text);
    }

    [Fact]
    public void Where_nothing_is_near_the_members_of_the_place_are_named()
    {
        var text = NoSuchCell.Why(TheMatrix.Product, Selector.Parse("each::hopefully"));

        Assert.Contains("there is no call 'hopefully'; there are: safe, unsafe, safe-pointer", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_of_another_axis_is_put_into_its_place()
    {
        var text = NoSuchCell.Why(TheMatrix.Product, Selector.Parse("collect"));

        Assert.Contains("there is no library 'collect', but a body: *::*::*::*::collect", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selector_that_falls_into_holes_is_told_their_reasons()
    {
        var text = NoSuchCell.Why(TheMatrix.Product, Selector.Parse("pool::safe::caller::uco::empty"));

        Assert.Contains($"1 left out: {Product.OwnThreadsOnly}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_unknown_name_of_a_selector_is_found_but_a_glob_that_matches_is_known()
    {
        var unknown = NoSuchCell.Unknown(TheMatrix.Axes, Selector.Parse("each::un*::!caller,nobody::uco::x-*"));

        Assert.Equal([(2, "nobody"), (4, "x-*")], unknown);
    }
}
