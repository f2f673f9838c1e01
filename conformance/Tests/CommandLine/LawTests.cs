using Kit.Commands;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>What is promised and what is known of an environment decide what a run ends with.</summary>
public sealed class LawTests : IDisposable
{
    const string Throws = "each::safe::caller::uco::throw", Jumps = "each::safe::caller::uco::longjmp";
    const string Dies = "each::safe::caller::uco::cpp-through";
    const StringComparison Exactly = StringComparison.Ordinal;
    const string Link = "  https://github.com/dotnet/runtime/issues/1";

    readonly SpoiledClone clone = new();
    readonly RunFolder folder;

    public LawTests() => folder = new RunFolder(clone.Kit);

    public void Dispose()
    {
        folder.Dispose();
        clone.Dispose();
    }

    [SkippableFact]
    public async Task A_promise_that_is_not_kept_is_exit_code_one_until_it_is_known_and_says_how_to_see_it_again()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        clone.WriteRule(Promising("defined", Throws), "001-nothing-is-thrown.md");

        var heard = (await folder.RunAsync(Throws, Jumps)).EndedWith(ExitCode.Violated);
        Assert.Equal(Verdict.Violates, folder.Rows.Single(r => r.Key.ToString() == Throws).Verdict);
        Assert.Contains($"./run-conformance.sh cell {Throws}", heard.Output, Exactly);
        folder.AddsUp();
        (await clone.Kit.RunAsync("cell", Throws)).EndedWith(ExitCode.Violated);

        clone.WriteKnown($"{Throws}  failed-fast:SIGABRT{Link}\n");

        var cell = (await clone.Kit.RunAsync("cell", Throws, "--json")).EndedWith(ExitCode.Fine);
        Assert.Equal(Verdict.Known, cell.Row.Verdict);
    }

    [SkippableFact]
    public async Task Against_a_baseline_what_changed_is_exit_code_one_also_when_that_is_the_folder_it_writes_to()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        (await folder.RunAsync(Jumps)).EndedWith(ExitCode.Fine);
        (await folder.RunAsync(Jumps, "--baseline", folder.Output)).EndedWith(ExitCode.Fine);
        var rows = folder.Report.RowsFile;
        File.WriteAllText(rows, File.ReadAllText(rows).Replace("\"returned\"", "\"livelocked\"", Exactly));

        var heard = (await folder.RunAsync(Jumps, "--baseline", folder.Output)).EndedWith(ExitCode.Violated);

        Assert.Contains(Jumps, heard.Output, Exactly);
        Assert.Contains("livelocked", heard.Output, Exactly);
    }

    [Fact]
    public async Task A_baseline_that_holds_no_rows_is_refused_before_anything_runs()
    {
        var heard = (await folder.RunAsync(Jumps, "--baseline", folder.In())).EndedWith(ExitCode.Usage);

        Assert.Contains("holds no report", heard.Error, Exactly);
        Assert.False(Directory.Exists(folder.Output));
    }

    [Fact]
    public async Task That_the_last_environment_has_no_baseline_is_said_before_the_first_one_runs()
    {
        var before = folder.In("before");
        (await folder.Kit.RunAsync("run", Jumps, "--output", before)).EndedWith(ExitCode.Fine);

        var heard = (await folder.RunAsync(
            Jumps, "--baseline", before, "--environment", "coreclr-10.0", "--environment", "coreclr-10.0+collecting")).EndedWith(ExitCode.Usage);

        heard.Complains("holds no rows of coreclr-10.0+collecting/linux-x64, only of coreclr-10.0/linux-x64", "--environment");
        Assert.False(Directory.Exists(folder.Output));
    }

    [SkippableFact]
    public async Task A_blessing_lists_what_was_seen_and_shows_it_and_a_second_one_has_nothing_to_say()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();

        var first = (await folder.RunAsync(Jumps, Dies, Throws, "--bless")).EndedWith(ExitCode.Fine);

        Assert.Contains("2 lines of conformance/known", first.Output, Exactly);
        Assert.Equal($"{Dies}  crashed:SIGABRT\n{Jumps}  returned\n", File.ReadAllText(clone.KnownFile));
        var second = (await folder.RunAsync(Jumps, Dies, Throws, "--bless")).EndedWith(ExitCode.Fine);
        Assert.DoesNotContain("conformance/known", second.Output, Exactly);

        clone.WriteKnown($"{Jumps}  crashed:SIGSEGV\n");
        var cell = (await clone.Kit.RunAsync("cell", Jumps, "--json")).EndedWith(ExitCode.Fine);
        Assert.Equal(Verdict.Changed, cell.Row.Verdict);
    }

    [Theory]
    [InlineData("each::safe::caller::uco::longjmp  returnd\n", ":1: ", "'returnd' is no outcome; one of: returned, ")]
    [InlineData("# one\n\neach::safe::caller::longjmp  returned\n", ":3: ", "is not a key")]
    [InlineData("each::safe::caller::uco::longjmp\n", ":1: ", "says of no cell what it does")]
    public async Task A_known_file_with_bad_syntax_is_named_with_the_line_and_nothing_runs(
        string text, string place, string words)
    {
        var file = clone.WriteKnown(text);

        var heard = (await folder.RunAsync(Jumps)).EndedWith(ExitCode.Usage);

        heard.Complains(file + place, words);
        Assert.False(Directory.Exists(folder.Output));
    }

    static string Promising(string promise, string selector) => $"""
        ---
        title: A rule that a test has made.
        selector: ["{selector}"]
        promise: {promise}
        rank: api documentation
        source: https://example.org/a-test
        quote: "Nothing is ever thrown."
        ---
        ## Why
        To see it broken.

        """;
}
