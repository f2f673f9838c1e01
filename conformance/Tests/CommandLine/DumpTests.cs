using Kit.Commands;
using Kit.Execution;
using Kit.Rules;
using Microsoft.Diagnostics.Runtime;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>--dumps keeps what is left of a death that nobody expected, and the command that opens it.</summary>
public sealed class DumpTests : IDisposable
{
    const string Throws = "each::safe::caller::uco::throw", Refused = "each::unsafe::caller::uco::empty";
    const StringComparison Exactly = StringComparison.Ordinal;

    readonly SpoiledClone clone = new();
    readonly RunFolder folder;

    public DumpTests() => folder = new RunFolder(clone.Kit);

    public void Dispose()
    {
        folder.Dispose();
        clone.Dispose();
    }

    [SkippableFact]
    public async Task A_dump_of_an_unexpected_death_opens_and_shows_the_thread_that_died_and_an_expected_death_leaves_none()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        Skip.IfNot(File.Exists(Path.Combine(Installation.RuntimeDirectory, "createdump")), "the runtime has no createdump beside it");
        clone.WriteRule("""
            ---
            title: A rule that a test has made.
            selector: ["each::safe::caller::uco::throw"]
            promise: defined
            rank: api documentation
            source: https://example.org/a-test
            quote: "Nothing is ever thrown."
            ---
            ## Why
            To see it broken.

            """, "001-nothing-is-thrown.md");

        var heard = (await folder.RunAsync(Throws, Refused, "--dumps")).EndedWith(ExitCode.Violated);

        Assert.Equal(Verdict.Violates, folder.Rows.Single(r => r.Key.ToString() == Throws).Verdict);
        Assert.Equal(Verdict.Conforms, folder.Rows.Single(r => r.Key.ToString() == Refused).Verdict);
        var dump = Assert.Single(Directory.GetFiles(Path.Combine(folder.Report.Path, Dumps.FolderName)));
        Assert.Contains($"dump: dotnet-dump analyze {dump}", heard.Output, Exactly);
        using var target = DataTarget.LoadDump(dump, new DataTargetOptions { SymbolPaths = [] });
        using var runtime = target.ClrVersions.Single().CreateRuntime(
            Path.Combine(Installation.RuntimeDirectory, "libmscordaccore.so"), ignoreMismatch: true);
        Assert.Contains(
            runtime.Threads.SelectMany(t => t.EnumerateStackTrace()),
            frame => frame.Method?.Type?.Name?.StartsWith("Kit.Cells.", Exactly) == true);
        await folder.NothingIsLeftAsync();
    }

    [SkippableTheory]
    [InlineData(Throws, ".dmp")] // createdump's
    [InlineData("each::safe::caller::uco::reenter-safe-runaway", ".core")] // nothing but the kernel notices
    public async Task A_NativeAOT_child_that_dies_leaves_a_dump_that_gdb_opens(string key, string ending)
    {
        var environment = Kit.Matrix.EnvironmentName.Parse("nativeaot-10.0");
        var child = ChildBuild.Of(Installation.Find(), environment).File;
        Skip.IfNot(
            ChildBuild.Of(Installation.Find(), environment).IsBuilt(Installation.Find()),
            "not built, or from older sources: it was not asked for on this machine since");
        Skip.If(ending == ".core" && KernelCores.WhyNone is not null, KernelCores.WhyNone);
        Skip.IfNot(ending == ".core" || File.Exists(Path.Combine(Path.GetDirectoryName(child)!, "createdump")), "no createdump beside the child");
        using var job = new Job(Installation.Find(), new Watcher());
        var program = new ChildProgram(Installation.Find(), environment) { Dumps = true };
        var kept = folder.In("dumps");

        await job.RunAsync(l => program.Cell(Kit.Matrix.Key.Parse(key), l), TimeSpan.FromMinutes(1), default);
        Dumps.Keep(job.Launcher, kept, Kit.Matrix.Key.Parse(key), unexpected: true);

        var dump = Assert.Single(Directory.GetFiles(kept));
        Assert.EndsWith(ending, dump, Exactly);
        Assert.Equal($"dump: gdb {child} -c {dump}  (or: lldb {child} --core {dump})", Assert.Single(Dumps.Told(kept, () => child)));
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F'], File.ReadAllBytes(dump)[..4]);
        Assert.Empty(KernelCores.In(job.Launcher.WorkDirectory));
    }

    [Fact]
    public void Where_a_runtime_leaves_no_dump_that_is_said()
    {
        using var bench = new Execution.Workbench();
        var kept = folder.In("dumps");

        Dumps.Keep(bench.Launcher, kept, Kit.Matrix.Key.Parse(Throws), unexpected: false);
        Assert.Empty(Dumps.Told(kept, () => null));
        Dumps.Keep(bench.Launcher, kept, Kit.Matrix.Key.Parse(Throws), unexpected: true);

        Assert.Contains("no createdump lies beside it", Assert.Single(Dumps.Told(kept, () => null)), Exactly);
    }

    [Fact]
    public async Task A_level_of_gcstress_that_this_build_lacks_is_never_taken_for_tested()
    {
        var cell = (await new TheKit().RunAsync(
            "cell", "each::safe::caller::uco::empty", "--environment", "coreclr-10.0+gcstress2", "--json")).EndedWith(ExitCode.Broken);

        Assert.Equal(Verdict.Broken, cell.Row.Verdict);
        Assert.Contains("needs a Checked build", cell.Row.Outcomes[0].Outcome.Message, Exactly);
    }
}
