using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class SelectorTests
{
    [Theory]
    [InlineData("*", true)]
    [InlineData("each", true)]
    [InlineData("ea*", true)]
    [InlineData("sqlite", false)]
    [InlineData("each::unsafe*", true)]
    [InlineData("each::safe", false)]
    [InlineData("*::unsafe", false)] // a name is not a prefix: the call is unsafe-pointer
    [InlineData("*::*::key-*-2000", true)]
    [InlineData("*::*::key-*,dtor-*::uco,delegate::empty", true)]
    [InlineData("*::*::!key-*", false)]
    [InlineData("*::*::!pthread,worker", true)]
    [InlineData("*::*::*::!delegate::!collect,throw*", true)]
    [InlineData("*::*::*::*::*-warm", false)]
    public void A_selector_selects_by_names_globs_lists_and_their_opposite(string selector, bool selects)
    {
        var key = Key.Parse("each::unsafe-pointer::key-fresh-2000::uco::empty");

        Assert.Equal(selects, Selector.Parse(selector).Matches(key));
    }

    [Fact]
    public void A_key_is_the_selector_of_itself_alone()
    {
        var key = Key.Parse("each::safe::pthread::uco::collect");

        Assert.Equal([key], TheMatrix.Product.Points.Where(Selector.Of(key).Matches));
    }

    [Fact]
    public void A_shorter_selector_is_written_out_with_all_its_places()
    {
        Assert.Equal("each::unsafe::*::*::*", Selector.Parse("each::unsafe").ToString());
        Assert.True(Selector.Parse("*").IsEverything);
        Assert.False(Selector.Parse("each").IsEverything);
    }

    [Theory]
    [InlineData("", "its library is empty")]
    [InlineData("each::", "its call is empty")]
    [InlineData("each::safe::caller::uco::empty::more", "6 places")]
    [InlineData("each::safe,::caller", "'safe,' has an empty name")]
    [InlineData("each::safe,!unsafe", "'!unsafe' is not a name or glob")]
    [InlineData("each::Safe", "'Safe' is not a name or glob")]
    [InlineData("./libmine.so::safe", "its library './libmine.so' is not a name or glob")]
    [InlineData("each::!", "its call '!' has an empty name")]
    public void What_is_not_a_selector_is_refused_with_the_place_that_is_wrong(string text, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => Selector.Parse(text));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }
}
