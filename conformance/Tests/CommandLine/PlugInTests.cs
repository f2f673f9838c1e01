using System.Text.Json;
using Kit.Commands;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>An author of bindings puts a C library into the matrix, with kit.h and a compiler.</summary>
public sealed class PlugInTests : IDisposable
{
    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData]
    [InlineData("-DKIT_PLUGIN", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror")] // for those who build with strict options
    public async Task It_is_listed_explained_and_run_like_the_libraries_of_the_kit(params string[] options)
    {
        using var plugIn = new PlugIn(PlugIn.Walk(), options);
        string[] library = ["--library", plugIn.File];

        var libraries = (await TheKit.SaysAsync(["list", "--libraries", "--json", .. library])).EndedWith(ExitCode.Fine);
        var mine = JsonDocument.Parse(libraries.Output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal("mine", mine.GetProperty("name").GetString());
        Assert.Equal("2.1", mine.GetProperty("version").GetString());
        Assert.Equal("Walks over \"numbers\" and asks about each.", mine.GetProperty("sentence").GetString());

        var cells = (await TheKit.SaysAsync(["list", "mine", .. library])).EndedWith(ExitCode.Fine).Output.TrimEnd().Split('\n');
        Assert.All(cells, line => Assert.StartsWith("mine::", line, StringComparison.Ordinal));
        Assert.Contains(cells, line => line.StartsWith("mine::safe::pthread::uco::collect ", StringComparison.Ordinal));

        var explained = await TheKit.SaysAsync(["explain", "mine::unsafe::caller::uco::empty", .. library]);
        Assert.Contains("unsafe-call-enters-uco", explained.EndedWith(ExitCode.Fine).Output, StringComparison.Ordinal);

        (await folder.RunAsync(["mine::safe::caller,pthread::uco,delegate::empty,collect,throw-caught", .. library])).EndedWith(ExitCode.Fine);
        folder.AddsUp();
        Assert.Equal(10, folder.Rows.Count); // throw-caught goes through the delegate's door on each only
        Assert.All(folder.Rows, row => Assert.Equal((Verdict.Conforms, OutcomeKind.Returned), (row.Verdict, row.Outcome)));
        Assert.Contains(folder.Facts.Libraries, l => l is { Name: "mine", Version: "2.1", Origin: "a test" });
    }

    [SkippableFact]
    public async Task Its_cells_meet_the_same_rules()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var plugIn = new PlugIn(PlugIn.Walk());

        var row = (await TheKit.SaysAsync("cell", "mine::unsafe::caller::uco::empty", "--json", "--library", plugIn.File)).EndedWith(ExitCode.Fine).Row;

        Assert.Equal((Promise.FailsFast, Verdict.Conforms, OutcomeKind.FailedFast), (row.Promise, row.Verdict, row.Outcome));
    }

    [SkippableFact]
    public async Task Two_of_them_can_be_in_one_run()
    {
        using PlugIn one = new(PlugIn.Walk("one")), two = new(PlugIn.Walk("two"));

        (await folder.RunAsync("one,two::safe::caller::uco::empty", "--library", one.File, "--library", two.File)).EndedWith(ExitCode.Fine);

        Assert.Equal(["one", "two"], folder.Rows.Select(r => r.Key.Library));
    }

    [SkippableFact]
    public async Task One_that_says_that_it_cannot_be_here_is_absent_with_its_reason()
    {
        const string Reason = "libnowhere.so is not here: apt-get install nowhere";
        using var plugIn = new PlugIn(PlugIn.Walk(
            before: $"static const char *ready(void)\n{{\n    return \"{Reason}\";\n}}\n", more: ".open = ready,"));

        (await folder.RunAsync("mine::safe::caller::uco::empty,allocate", "--library", plugIn.File)).EndedWith(ExitCode.Fine);

        folder.AddsUp();
        var absent = Assert.Single(folder.Facts.Ledger.Absent);
        Assert.Equal((Reason, 2), (absent.Text, absent.Count));
        Assert.All(folder.Rows, row => Assert.Equal(Verdict.Absent, row.Verdict));
    }

    [SkippableFact]
    public async Task One_that_fails_is_broken_and_in_its_own_words()
    {
        using var plugIn = new PlugIn(
            PlugIn.Walk().Replace("return (int64_t)sum;", "request->fail(request, \"no memory\");\n    return 0;", StringComparison.Ordinal));

        var row = (await TheKit.SaysAsync("cell", "mine::safe::caller::uco::empty", "--json", "--library", plugIn.File)).EndedWith(ExitCode.Broken).Row;

        Assert.Equal("the library failed: no memory", Assert.Single(row.Outcomes).Outcome.Message);
    }
}
