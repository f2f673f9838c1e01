using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class AxesTests
{
    private static readonly string[] Smallest =
    [
        """{"axis":"library","name":"each","sentence":"s","origin":"kit","version":"1","threads":"caller","reentry":"r","unwinding":"u","absent":null}""",
        """{"axis":"thread","name":"caller","sentence":"s","when":"during","foreign":false,"carries":"run"}""",
        """{"axis":"call","name":"safe","sentence":"s"}""",
        """{"axis":"entry","name":"uco","sentence":"s"}""",
        "",
        """{"axis":"body","name":"empty","sentence":"s","entries":"uco, c","something":"new"}""",
        """{"axis":"runtime","name":"CoreCLR 10.0.12"}""",
    ];

    [Fact]
    public void A_description_is_read_line_by_line_and_fields_that_are_not_known_are_let_be()
    {
        var axes = Axes.Parse("describe", Smallest);

        Assert.Equal("CoreCLR 10.0.12", axes.Runtime);
        Assert.Equal(["uco", "c"], axes.Body("empty").Entries);
        Assert.Equal(When.During, axes.Thread("caller").When);
        Assert.False(axes.Library("each").OwnThreads);
        Assert.True(axes.Have(Key.Parse("each::safe::caller::uco::empty")));
        Assert.False(axes.Have(Key.Parse("each::safe::caller::uco::full")));
    }

    [Theory]
    [InlineData("""{"axis":"weather","name":"rain"}""", "describe:8: unknown axis 'weather'; known: library, call")]
    [InlineData("""{"axis":"call","name":"safe","sentence":"s"}""", "two members 'safe' on the axis 'call'")]
    [InlineData("""{"axis":"call","name":"Safe","sentence":"s"}""", "a call is called 'Safe'")]
    [InlineData("""{"axis":"call","name":"unsafe"}""", "describe:8: there is no text 'sentence'")]
    [InlineData("""{"axis":"body","name":"b","sentence":"s"}""", "there is no text 'entries'")]
    [InlineData("""{"axis":"body","name":"b","sentence":5,"entries":"uco"}""", "'sentence' is 5; expected a text")]
    [InlineData("""{"axis":"thread","name":"t","sentence":"s","when":"soon","foreign":true,"carries":"run"}""", "during, after, exit")]
    [InlineData("""{"axis":"thread","name":"t","sentence":"s","when":"after","foreign":1,"carries":"run"}""", "expected true or false")]
    [InlineData("""{"axis":"library","name":"l","sentence":"s","origin":"o","threads":"many"}""", "expected caller or own")]
    [InlineData("Unhandled exception.", "describe:8: not a JSON object")]
    [InlineData("[1]", "describe:8: expected a JSON object")]
    public void A_description_that_is_not_understood_is_refused_with_its_line(string line, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => Axes.Parse("describe", [.. Smallest, line]));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_axis_without_members_is_refused()
    {
        var fault = Assert.Throws<InputException>(() => Axes.Parse("describe", Smallest.Skip(1)));

        Assert.Equal("describe: the axis 'library' has no member", fault.Message);
    }

    [Fact]
    public void A_plug_in_adds_its_library_and_nothing_else()
    {
        var plugin = Axes.Parse("describe", [Smallest[0].Replace("each", "mine", StringComparison.Ordinal), .. Smallest.Skip(1)]);

        var both = TheMatrix.Axes.WithLibrariesOf(plugin).WithLibrariesOf(plugin);

        Assert.Equal(TheMatrix.Axes.Libraries.Count + 1, both.Libraries.Count);
        Assert.Equal(TheMatrix.Axes.Bodies.Count, both.Bodies.Count);
    }

    [Fact]
    public void A_cell_is_absent_for_the_reason_of_its_first_absent_member()
    {
        var axes = Axes.Parse("describe", [
            .. Smallest,
            """{"axis":"thread","name":"fiber","sentence":"s","when":"during","foreign":false,"carries":"run","absent":"no fibers here"}"""]);

        Assert.Equal("no fibers here", axes.Absent(Key.Parse("each::safe::fiber::uco::empty")));
        Assert.Null(axes.Absent(Key.Parse("each::safe::caller::uco::empty")));
    }
}
