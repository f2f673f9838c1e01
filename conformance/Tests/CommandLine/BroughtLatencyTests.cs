using Kit.Commands;
using Kit.Latency;
using Kit.Reports;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A build that is brought along, for the verbs that judge nothing: what they tell is told of the build.</summary>
public sealed class BroughtLatencyTests : IDisposable
{
    const string Cell = "each::unsafe::caller::c::empty", Private = "coreclr-10.0+private/linux-x64", Release = "coreclr-10.0/linux-x64";

    readonly BroughtRuntime brought = new();
    readonly RunFolder folder = new();

    public void Dispose()
    {
        brought.Dispose();
        folder.Dispose();
    }

    [SkippableFact]
    public async Task A_build_is_timed_and_held_against_the_release()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        (await folder.Kit.RunAsync("latency", Cell, "--quick", "--runtime", brought.CoreRoot(), "--output", folder.In("today"))).EndedWith(ExitCode.Fine);

        var file = folder.In("today", Private.Replace('/', '@'), LatencyRow.FileName);
        var rows = File.ReadAllText(file);
        Assert.All(LinesFile.Read(file, LatencyRow.Parse).Items, r => Assert.Equal(Private, r.Environment));

        // The release, as if it had been timed: the same numbers under its name.
        folder.Write(rows.Replace(Private, Release, StringComparison.Ordinal), "release", Release.Replace('/', '@'), LatencyRow.FileName);
        var compared = (await folder.Kit.RunAsync("latency", "--compare", folder.In("release"), folder.In("today"))).EndedWith(ExitCode.Fine);
        Assert.Contains($"{Private} call-per-method {Cell}", compared.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Cells_are_listed_and_explained_for_a_build()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var root = brought.CoreRoot();

        var listed = (await TheKit.SaysAsync("list", Cell, "--runtime", root, "--json")).EndedWith(ExitCode.Fine);
        var explained = (await TheKit.SaysAsync("explain", Cell, "--runtime", root, "--environment", "coreclr-10.0+server")).EndedWith(ExitCode.Fine);

        Assert.Contains($"\"environment\":\"{Private}\"", listed.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{Cell} on coreclr-10.0+private+server/linux-x64\n", explained.Output, StringComparison.Ordinal);
        Assert.Contains($"cell {Cell} --environment coreclr-10.0+server --runtime {root}\n", explained.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("explain")]
    [InlineData("latency")]
    public async Task What_is_no_runtime_is_refused_by_each_of_them(string verb) =>
        (await TheKit.SaysAsync(verb, Cell, "--runtime", folder.In())).EndedWith(ExitCode.Usage).Complains("is no runtime: looked for libcoreclr.so");
}
