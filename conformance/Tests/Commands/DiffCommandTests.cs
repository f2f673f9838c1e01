using System.Text.Json;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("returned", "returned", 0)]
    [InlineData("returned", "crashed", 1)]
    [InlineData("crashed", "returned", 0)]
    public void The_exit_code_says_whether_something_got_worse(string before, string after, int code) =>
        Assert.Equal(code, Diff(Rows("a", before).Path, Rows("b", after).Path).Code);

    [Fact]
    public void Files_of_rows_are_compared_as_well_as_folders() =>
        Assert.Equal(
            1, Diff(Rows("a", "returned").RowsFile, folder.In("b", Rows("b", "crashed").Environment.FileName)).Code);

    [Fact]
    public void It_is_to_be_had_as_text_markdown_and_json()
    {
        var (a, b) = (Rows("a", "returned").Path, Rows("b", "crashed").Path);

        Assert.StartsWith($"{a} -> {b}\n1 new violation;", Diff(a, b).Output);
        Assert.StartsWith("## From `", Diff(a, b, "--markdown").Output);
        Assert.True(JsonDocument.Parse(Diff(a, b, "--json").Output).RootElement.GetProperty("worse").GetBoolean());
    }

    [Fact]
    public void A_row_that_was_cut_is_told()
    {
        var rows = Rows("a", "returned");
        File.AppendAllText(rows.RowsFile, "{\"form");

        Assert.StartsWith($"{rows.RowsFile}: the last line was cut", Diff(rows.Path, rows.Path).Error);
    }

    [Fact]
    public void Attempts_without_rows_say_how_to_get_rows()
    {
        var left = ReportFolder.Of(folder.In("a"), TheMatrix.Plain);
        LinesFile.Replace(left.AttemptsFile, [Few.Attempt(Few.Cell, "returned").ToLine()]);

        Assert.Contains(
            "./run-conformance.sh report", Assert.Throws<InputException>(() => Diff(left.Path, left.Path)).Message);
    }

    [Fact]
    public void Nothing_to_compare_is_an_error() =>
        Assert.Throws<InputException>(() => Diff(folder.In("x"), folder.In("y")));

    public void Dispose() => folder.Dispose();

    private ReportFolder Rows(string name, string outcome)
    {
        var made = ReportFolder.Of(folder.In(name), TheMatrix.Plain);
        made.WriteRows([Few.Row(Few.Cell, Promise.Defined, outcome)]);
        return made;
    }

    private static Said Diff(params string[] arguments)
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        return Said.By(DiffCommand.Create(context), arguments);
    }
}
