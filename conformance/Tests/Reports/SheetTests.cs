using Kit.Reports;
using Xunit;

namespace Kit.Tests.Reports;

public sealed class SheetTests
{
    private const string Address = "https://example.org/a/place/that/is/longer/than/the/line/of/an/old/terminal/of/eighty/columns";
    private const string Command = "kit-host /a/folder/that/has/a/long/name /another/folder/with/Cells.dll each unsafe pthread uco collect";

    [Fact]
    public void On_a_terminal_prose_fits_the_line_and_a_word_is_never_cut()
    {
        var lines = Written(80);

        Assert.Equal(
            [
                "source    A sentence that was written in a file with wide lines, and goes on in",
                "          the next; then",
                $"          {Address}",
                "          - a list",
                "happened  it ended",
                "          in its own words",
            ],
            lines[..6]);
    }

    [Fact]
    public void A_command_stays_one_line_that_can_be_copied() => Assert.Equal($"by hand   {Command}", Written(80)[^1]);

    [Fact]
    public void In_a_pipe_lines_are_as_they_were_and_nothing_trails()
    {
        var lines = Written(null);

        Assert.Equal("source    A sentence that was written in a file with wide lines, and goes on", lines[0]);
        Assert.All(lines, l => Assert.Equal(l.TrimEnd(), l));
    }

    private static string[] Written(int? width)
    {
        using var writer = new StringWriter();
        var console = Screen.Of(writer, plain: true);
        console.Profile.Width = width ?? console.Profile.Width;
        var sheet = new Sheet();
        sheet.AddProse("source", $"A sentence that was written in a file with wide lines, and goes on\nin the next; then {Address}\n- a list");
        sheet.Add("happened", "it ended\nin its own words");
        sheet.Add("nothing", " ");
        sheet.AddCommand("by hand", Command);
        sheet.Write(console);
        return writer.ToString().TrimEnd('\n').Split('\n');
    }
}
