using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public sealed class LinesFileTests : IDisposable
{
    private static readonly string First = Few.Attempt(Few.Cell, "returned").ToLine();
    private static readonly string Second = Few.Attempt(Few.Cell, "crashed:SIGSEGV", 2).ToLine();

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_file_that_is_not_there_has_no_lines() =>
        Assert.Empty(LinesFile.Read(folder.In("nothing.jsonl"), Attempt.Parse).Items);

    [Fact]
    public void A_last_line_that_was_cut_is_told_and_not_stumbled_over()
    {
        for (var length = 1; length < Second.Length; length += 7)
        {
            var read = LinesFile.Read(Write($"{First}\n{Second[..length]}"), Attempt.Parse);

            Assert.Equal([First], read.Items.Select(a => a.ToLine()));
            Assert.StartsWith(Second[..Math.Min(length, 60)], read.Cut);
        }
    }

    [Fact]
    public void A_last_line_that_lacks_only_its_end_is_whole()
    {
        var read = LinesFile.Read(Write($"{First}\n{Second}"), Attempt.Parse);

        Assert.Equal([First, Second], read.Items.Select(a => a.ToLine()));
        Assert.Null(read.Cut);
    }

    [Fact]
    public void Zeros_that_a_power_failure_leaves_are_a_cut_line_too() =>
        Assert.NotNull(LinesFile.Read(Write($"{First}\n\0\0\0\0"), Attempt.Parse).Cut);

    [Theory]
    [InlineData("{\"format\":1,\"ke")]
    [InlineData("{\"format\":2}")]
    public void A_line_in_the_middle_that_cannot_be_read_is_an_error_that_says_which(string line)
    {
        var file = Write($"{First}\n{line}\n{Second}\n");

        Assert.StartsWith(
            $"{file}:2: ", Assert.Throws<InputException>(() => LinesFile.Read(file, Attempt.Parse)).Message);
    }

    [Fact]
    public void A_last_line_of_a_newer_kit_is_refused_and_not_taken_for_a_cut_one() => Assert.Contains(
        "a newer kit wrote it",
        Assert.Throws<InputException>(
            () => LinesFile.Read(Write($"{First}\n{{\"format\":2}}"), Attempt.Parse)).Message);

    [Theory]
    [InlineData("", "")]
    [InlineData("{\"format\":1,\"ke", "")]
    [InlineData("{}", "{}\n")]
    public void A_mended_file_can_be_appended_to(string end, string mended)
    {
        var file = Write($"{First}\n{end}");

        LinesFile.Mend(file);

        Assert.Equal($"{First}\n{mended}", File.ReadAllText(file));
    }

    [Fact]
    public void Mending_says_what_was_dropped() => Assert.Equal("{\"form", LinesFile.Mend(Write("{\"form")));

    [Fact]
    public void Mending_what_is_not_there_does_nothing() => Assert.Null(LinesFile.Mend(folder.In("nothing.jsonl")));

    [Fact]
    public void A_line_longer_than_any_buffer_is_one_line()
    {
        var line = Few.Attempt(Few.Cell, "returned", evidence: new Evidence(new string('x', 200_000))).ToLine();

        Assert.Equal(2, LinesFile.Read(Write($"{line}\n{line}\n"), Attempt.Parse).Items.Count);
    }

    [Fact]
    public void A_file_is_replaced_in_one_step_and_its_folder_made()
    {
        var file = folder.In("new", "rows.jsonl");

        LinesFile.Replace(file, ["a"]);
        LinesFile.Replace(file, ["b", "c"]);

        Assert.Equal("b\nc\n", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder.In("new")));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        folder.Write("", "file");

        Assert.Contains(
            "cannot be written",
            Assert.Throws<InputException>(() => LinesFile.Replace(folder.In("file", "rows.jsonl"), [])).Message);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string text) => folder.Write(text, "attempts.jsonl");
}
