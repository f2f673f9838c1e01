using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class KnownTests
{
    private const string File = """
        # What CoreCLR 10 does today.
        # Written by run --bless.

        each::safe::atexit::uco::empty  deadlocked x20
        # reported twice
        each::safe::pthread::uco::throw  crashed:SIGABRT  https://github.com/dotnet/runtime/issues/42842#issuecomment-1  # since 9
        sort::unsafe::caller::uco::longjmp  returned x12, crashed:SIGSEGV x7, exited:3

        """;

    private static readonly Key Longjmp = Key.Parse("sort::unsafe::caller::uco::longjmp");

    [Fact]
    public void A_known_file_is_read_with_outcomes_links_and_comments()
    {
        var known = Known.Parse("k.txt", File);

        Assert.Equal(3, known.Entries.Count);
        var thrown = known[Key.Parse("each::safe::pthread::uco::throw")]!;
        Assert.Equal("https://github.com/dotnet/runtime/issues/42842#issuecomment-1", thrown.Link?.ToString());
        Assert.Equal("since 9", thrown.Note);
        Assert.Equal(["# reported twice"], thrown.Above);
        Assert.Equal(["returned x12", "crashed:SIGSEGV x7", "exited:3"], known[Longjmp]!.Outcomes.Select(o => o.ToString()));
        Assert.Equal(20, known[Longjmp]!.Attempts);
        Assert.Null(known[Key.Parse("each::safe::caller::uco::empty")]);
    }

    [Fact]
    public void What_was_written_is_read_and_written_again_the_same()
    {
        Assert.Equal(File, Known.Parse("k.txt", File).ToString());
        Assert.Equal("", Known.Nothing.ToString());
    }

    [Fact]
    public void The_writer_sorts_lines_and_outcomes_whatever_order_they_came_in()
    {
        var known = Known.Parse("k.txt", """
            sort::safe::caller::uco::empty   crashed:SIGSEGV,  returned x9
            each::safe::caller::uco::empty returned
            """);

        Assert.Equal(
            "each::safe::caller::uco::empty  returned\nsort::safe::caller::uco::empty  returned x9, crashed:SIGSEGV\n",
            known.ToString());
    }

    [Theory]
    [InlineData("each::safe::caller::uco::empty", "says of no cell what it does; expected KEY  outcome")]
    [InlineData("each::safe  returned", "'each::safe' is not a key: it has 2 of 5 places")]
    [InlineData("each::*::caller::uco::empty  returned", "a key names one cell")]
    [InlineData("each::safe::caller::uco::empty  vanished", "'vanished' is no outcome; one of: returned, wrong-answer")]
    [InlineData("each::safe::caller::uco::empty  returned x0", "'returned x0' is not an outcome; expected KEY")]
    [InlineData("each::safe::caller::uco::empty  returned 3 times", "'returned 3 times' is not an outcome")]
    [InlineData("each::safe::caller::uco::empty  returned,", "'' is not an outcome")]
    [InlineData("each::safe::caller::uco::empty  crashed:assert", "have a signal like SIGSEGV")]
    [InlineData("each::safe::caller::uco::empty  crashed:11", "have a signal like SIGSEGV")]
    [InlineData("each::safe::caller::uco::empty  returned:SIGSEGV", "others nothing")]
    [InlineData("each::safe::caller::uco::empty  exited:SIGSEGV", "exited its code")]
    [InlineData("each::safe::caller::uco::empty  broken", "'broken' is nothing that a cell does")]
    [InlineData("each::safe::caller::uco::empty  returned, returned x2", "lists an outcome twice")]
    [InlineData("each::safe::caller::uco::empty  crashed  github.com/dotnet", "'crashed github.com/dotnet' is not an outcome")]
    [InlineData("each::safe::caller::uco::empty  https://example.org", "'' is not an outcome")]
    [InlineData("each::safe::atexit::uco::empty  returned", "each::safe::atexit::uco::empty is listed twice")]
    public void A_line_that_is_not_understood_is_refused_with_file_line_and_what_was_expected(string line, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => Known.Parse("known/k.txt", File + line));

        Assert.StartsWith("known/k.txt:8: ", fault.Message);
        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_knows_nothing()
    {
        Assert.Empty(Known.Load("/nowhere/k.txt").Entries);
        Assert.Equal("known/coreclr-10.0@linux-x64.txt", Known.FileOf("known", TheMatrix.Plain));
    }

    [Fact]
    public void The_difference_of_two_shows_what_is_new_what_is_gone_and_what_is_different()
    {
        var before = Known.Parse("k.txt", File);
        var after = Known.Parse("k.txt", """
            each::safe::atexit::uco::empty  deadlocked x20  # a note changes nothing
            each::safe::caller::uco::empty  returned
            sort::unsafe::caller::uco::longjmp  returned x20
            """);

        Assert.Equal(
            [
                "+ each::safe::caller::uco::empty  returned",
                "- each::safe::pthread::uco::throw  crashed:SIGABRT  https://github.com/dotnet/runtime/issues/42842#issuecomment-1  # since 9",
                "- sort::unsafe::caller::uco::longjmp  returned x12, crashed:SIGSEGV x7, exited:3\n+ sort::unsafe::caller::uco::longjmp  returned x20",
            ],
            Known.Diff(before, after).Select(c => c.ToString()));
        Assert.Empty(Known.Diff(before, before));
    }
}
