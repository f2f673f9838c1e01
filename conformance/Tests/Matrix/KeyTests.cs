using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class KeyTests
{
    [Fact]
    public void A_key_reads_as_it_was_written()
    {
        var key = Key.Parse("sqlite::unsafe::caller::uco::collect");

        Assert.Equal(new Key("sqlite", "unsafe", "caller", "uco", "collect"), key);
        Assert.Equal("sqlite::unsafe::caller::uco::collect", key.ToString());
        Assert.Equal(["sqlite", "unsafe", "caller", "uco", "collect"], Enumerable.Range(0, 5).Select(i => key[i]));
    }

    [Fact]
    public void A_key_as_a_file_name_is_as_unique_as_the_key()
    {
        var names = TheMatrix.Product.Possible.Select(k => k.FileName).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names.Take(100), n => Assert.DoesNotContain(':', n));
    }

    [Theory]
    [InlineData("", "1 of 5 places")]
    [InlineData("each::safe", "2 of 5 places")]
    [InlineData("each::safe::caller::uco::empty::more", "6 of 5 places")]
    [InlineData("each::safe::::uco::empty", "its thread is empty")]
    [InlineData("each::unsafe*::caller::uco::empty", "'unsafe*' is a selector's")]
    [InlineData("each::safe::caller::uco::empty,collect", "a key names one cell")]
    [InlineData("./libmine.so::safe::caller::uco::empty", "is a path")]
    [InlineData("each::safe::caller::uco::Empty", "lower case")]
    [InlineData("each::safe::caller::uco:empty", "4 of 5 places")]
    public void What_is_not_a_key_is_refused_with_the_place_that_is_wrong(string text, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => Key.Parse(text));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_sort_as_their_text_does()
    {
        var keys = TheMatrix.Product.Points.Take(2000).ToList();

        Assert.Equal(keys.Select(k => k.ToString()).Order(StringComparer.Ordinal), keys.Order().Select(k => k.ToString()));
    }
}
