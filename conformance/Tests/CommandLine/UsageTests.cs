using Kit.Commands;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>What was mistyped is refused with what was most likely meant, before anything runs.</summary>
public sealed class UsageTests : IDisposable
{
    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cell each::safe::callr::uco::empty",
        "there is no thread 'callr'; nearest: caller", "nearest: each::safe::caller::uco::empty")]
    [InlineData("cell each::safe::caller::uco::emty",
        "there is no body 'emty'; nearest: empty", "nearest: each::safe::caller::uco::empty")]
    [InlineData("cell each::safe", "is not a key: it has 2 of 5 places", "library::call::thread::entry::body")]
    [InlineData("cell each::safe::caller::uco::delegate-collected", "cannot be run", "does not exist behind this door")]
    [InlineData("run sqlit", "there is no library 'sqlit'; nearest: sqlite", "no cell matches")]
    [InlineData("run each sort::safe::caller::uco::delegate-collected", "1 left out: The body does not exist", "sort::")]
    [InlineData("list each::*::worker::winrt", "there is no entry 'winrt'; there are: ", "no cell matches")]
    [InlineData("list each::*::worker::export", "left out: A JIT exports nothing", "no cell matches")]
    [InlineData("run each::safe::caller::uco::empty::x", "it has 6 places, and a key has 5", "library::call::thread")]
    [InlineData("explain no-such-rule", "there is no rule 'no-such-rule'", "unsafe-short-call")]
    [InlineData("run each --environment coreclr-11.0", "the runtime of 'coreclr-11.0/", "is not here: this kit runs ")]
    [InlineData("run each --environment coreclr-10.0/haiku-x64", "of 'coreclr-10.0/haiku-x64' is not here", "kit runs ")]
    [InlineData("run each --environment coreclr-10.0+colecting", "no mode is called 'colecting'", "collecting")]
    [InlineData("run each --repeat 0", "--repeat takes a whole number from 1 up", "--help")]
    [InlineData("run each --jobs many", "--jobs takes a whole number from 1 up, not 'many'", "--help")]
    [InlineData("run each --budget soon", "'soon' is not a time like 90s, 10m or 1h", "--help")]
    [InlineData("run each --budget 1e99h", "'1e99h' is not a time like 90s, 10m or 1h", "--help")]
    [InlineData("run each --bles", "run has no option '--bles'", "nearest: --bless")]
    [InlineData("report nowhere --outptu elsewhere", "report has no option '--outptu'", "nearest: --output")]
    [InlineData("lits --rules", "run has no option '--rules'", "there are: --environment")]
    [InlineData("lits", "there is no library 'lits'", "nor is there a verb 'lits'; nearest: list")]
    [InlineData("run each --bless --library libmine.so", "--bless writes what the kit ships", "is not part of it")]
    [InlineData("report nowhere", "there is no folder nowhere", "nowhere")]
    [InlineData("diff nowhere elsewhere", "there is no folder nowhere", "nowhere")]
    public async Task What_cannot_be_done_is_refused(string words, string complaint, string hint)
    {
        string[] typed = words.StartsWith("run ", StringComparison.Ordinal)
            ? [.. words.Split(' '), "--output", folder.Output]
            : words.Split(' ');

        var heard = (await folder.Kit.RunAsync(typed)).EndedWith(ExitCode.Usage);

        Assert.Contains(complaint, heard.Error, StringComparison.Ordinal);
        Assert.Contains(hint, heard.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", heard.Error, StringComparison.Ordinal); // nobody needs a stack trace of a typo
        Assert.Equal("", heard.Output);
        Assert.False(Directory.Exists(folder.Output));
    }

    [Theory]
    [InlineData("--runtime was given an empty word, and takes DIR", "run", "each::safe", "--runtime", "")]
    [InlineData("--child was given an empty word, and takes FILE", "cell", "each::safe::caller::uco::empty", "--child", "")]
    [InlineData("--output was given an empty word, and takes DIR", "run", "each::safe", "--output", "")]
    [InlineData("--library was given an empty word, and takes FILE.so", "run", "--library", "", "each::safe")]
    [InlineData("--export was given an empty word, and takes DIR", "cell", "each::safe::caller::uco::empty", "--export", "")]
    [InlineData("--output was given an empty word, and takes FILE", "bundle", "--output", "")]
    [InlineData("--budget was given an empty word, and takes TIME", "run", "--budget", "")]
    [InlineData("report was given an empty word", "report", "")]
    [InlineData("run was given an empty word", "")]
    public async Task A_variable_that_is_not_set_is_refused_and_not_taken_for_a_name(string complaint, params string[] typed)
    {
        var heard = (await folder.Kit.RunAsync(typed)).EndedWith(ExitCode.Usage);

        heard.Complains(complaint, "is a variable in the command not set?");
        Assert.Equal("", heard.Output);
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        var heard = (await TheKit.SaysAsync("--help")).EndedWith(ExitCode.Fine);

        Assert.All(
            (string[])["run", "cell", "list", "explain", "report", "diff", "doctor", "setup"],
            verb => Assert.Contains($"\n  {verb} ", heard.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_verb_left_out_means_run()
    {
        var heard = (await folder.Kit.RunAsync("no-such-library")).EndedWith(ExitCode.Usage);

        Assert.Contains("there is no library 'no-such-library'", heard.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_command_that_a_cell_is_debugged_with_does_the_same_by_hand()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the command is for a shell on Linux");
        const string Leaves = "each::safe::caller::uco::c-exit"; // says what it ends with
        const string ByHand = "by hand";
        var report = (await TheKit.SaysAsync("cell", Leaves)).EndedWith(ExitCode.Fine).Output.Split('\n');
        var command = report.Single(line => line.StartsWith(ByHand, StringComparison.Ordinal))[ByHand.Length..].Trim();

        using var cell = Running.Start(folder.Kit.Variables, "/bin/sh", "-c", $"exec {command}");

        (await cell.EndAsync()).EndedWith(42);
    }
}
