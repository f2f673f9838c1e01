using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("collect", "collect", 0)]
    [InlineData("colect", "collect", 1)]
    [InlineData("collcet", "collect", 1)] // two neighbours swapped are one slip
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_the_slips_of_a_typist(string from, string to, int distance)
    {
        Assert.Equal(distance, Nearest.Distance(from, to));
        Assert.Equal(distance, Nearest.Distance(to, from));
    }

    [Fact]
    public void Only_what_is_near_is_suggested_and_the_nearest_comes_first()
    {
        string[] names = ["sleep", "collect", "spin", "empty"];

        Assert.Equal(["spin"], Nearest.To("spn", names));
        Assert.Equal(["collect"], Nearest.To("colect", names));
        Assert.Empty(Nearest.To("nothing-like-it", names));
    }

    [Fact]
    public void A_name_of_which_a_part_was_left_off_is_near()
    {
        Assert.Equal(["reenter-safe-1", "reenter-safe-100"], Nearest.To("reenter", ["empty", "reenter-safe-1", "reenter-safe-100"]));
    }

    [Fact]
    public void Where_nothing_is_near_the_whole_choice_is_shown()
    {
        Assert.Equal("; there are: safe, unsafe", Nearest.Hint("quick", ["safe", "unsafe"]));
        Assert.Equal("; nearest: unsafe", Nearest.Hint("unsave", ["safe", "unsafe"]));
    }
}
