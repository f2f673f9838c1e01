using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Kit.Tests.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Builds of a runtime that are brought along: --runtime, --child, --timeout-scale.</summary>
public sealed class PrivateBuildTests : IDisposable
{
    const string Cell = "each::safe::pthread::uco::collect", Plain = "coreclr-10.0+private/linux-x64";
    const StringComparison Exactly = StringComparison.Ordinal;

    static readonly Installation Here = Installation.Find();

    readonly BroughtRuntime brought = new();

    public void Dispose() => brought.Dispose();

    [SkippableTheory]
    [InlineData("Core_Root")]
    [InlineData("runtime pack")]
    [InlineData("shared framework folder")]
    [InlineData("runtime pack from NuGet")]
    public async Task A_folder_is_recognised_and_a_cell_runs_on_the_runtime_in_it(string kind)
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var folder = kind switch
        {
            "Core_Root" => brought.CoreRoot(),
            "runtime pack" => brought.Pack(),
            "shared framework folder" => Installation.RuntimeDirectory,
            _ => await FromNuGetAsync("10.0"),
        };

        var heard = (await TheKit.SaysAsync("cell", Cell, "--runtime", folder)).EndedWith(ExitCode.Fine);

        Assert.Contains($"on {Plain}", heard.Output, Exactly);
        Assert.Contains($"returned, stage exiting", heard.Output, Exactly);
        Assert.Contains($" {(kind.StartsWith("runtime pack", Exactly) ? folder + "/native:" + folder + "/lib/net10.0" : folder)} ", heard.Output, Exactly);
        Assert.StartsWith(PrivateBuild.OfRuntime(folder, Here).Kind, kind, Exactly);
    }

    [SkippableTheory]
    [InlineData("8.0", "8.0")]
    [InlineData("9.0", "9.0")]
    [InlineData("11.0", "10.0")] // looks for its core library where the host says, and nowhere else
    public async Task A_pack_of_another_version_runs_the_newest_child_that_is_not_newer(string version, string child)
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        Skip.IfNot(File.Exists(Path.Combine(Here.CellsDirectory, $"net{child}", "Cells.dll")), "its child was never asked for on this machine");

        var row = (await TheKit.SaysAsync("cell", Cell, "--json", "--runtime", await FromNuGetAsync(version))).EndedWith(ExitCode.Fine).Row;

        Assert.Equal($"coreclr-{version}+private/linux-x64", row.Environment.ToString());

        // A standstill is proved only if the runtime's own threads are known by their names, and .NET 11 gave one another.
        row = (await TheKit.SaysAsync("cell", "each::safe::outlive::uco::monitor", "--json", "--runtime", await FromNuGetAsync(version))).EndedWith(ExitCode.Fine).Row;
        Assert.Equal(OutcomeKind.Deadlocked, Assert.Single(row.Outcomes).Outcome.Kind);
    }

    [SkippableFact]
    public async Task A_run_says_which_build_it_was_and_is_judged_by_what_is_known_of_the_release()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var clone = new SpoiledClone();
        clone.WriteKnown("each::unsafe::pthread::uco::empty  deadlocked\n");
        using var folder = new RunFolder(clone.Kit);
        var root = brought.CoreRoot();

        var heard = (await folder.RunAsync("each::unsafe::pthread::uco::empty", "--runtime", root, "--timeout-scale", "1.5")).EndedWith(ExitCode.Fine);

        var report = ReportFolder.Of(folder.Output, EnvironmentName.Parse(Plain));
        var facts = report.ReadRun()!;
        Assert.Equal(new BuildFact(BroughtRuntime.Commit, "Release", $"--runtime {root}", "coreclr-10.0/linux-x64"), facts.Build);
        Assert.Equal(1.5, facts.TimeoutScale);
        Assert.Equal($".NET {Environment.Version}", facts.Runtime);
        Assert.Equal(Verdict.Changed, Assert.Single(report.ReadRows().Items).Verdict);
        Assert.Contains($"--runtime {root}: .NET {Environment.Version}, Release, commit {BroughtRuntime.Commit}; judged by what is known of coreclr-10.0/linux-x64.", heard.Output, Exactly);
        Assert.Contains($"cell each::unsafe::pthread::uco::empty --runtime {root}\n", heard.Output, Exactly);

        var page = File.ReadAllText(report.PageFile);
        (await folder.Kit.RunAsync("report", folder.Output)).EndedWith(ExitCode.Fine); // knows what to compare with, and how it was named
        Assert.Equal(Verdict.Changed, Assert.Single(report.ReadRows().Items).Verdict);
        Assert.Equal(page, File.ReadAllText(report.PageFile));

        var baseline = folder.In("release");
        (await folder.Kit.RunAsync("run", "each::unsafe::pthread::uco::empty", "--environment", "coreclr-10.0", "--output", baseline)).EndedWith(ExitCode.Fine);
        var compared = await folder.RunAsync("each::unsafe::pthread::uco::empty", "--runtime", root, "--baseline", baseline, "--json");
        Assert.Contains("\"same\": 1", compared.Output, Exactly);
    }

    [Fact]
    public void A_version_without_a_child_of_its_own_runs_the_newest_older_one_and_is_compared_with_the_newest_release()
    {
        var context = new KitContext(() => Here, AxesSource.Read);

        var build = PrivateBuild.OfRuntime(brought.OfVersion(new Version(11, 0)), Here);

        Assert.Equal("coreclr-11.0+private", build.Runtime.RuntimeAndModes);
        Assert.Equal("10.0", build.ChildVersion);
        Assert.Equal("coreclr-10.0", context.Named(build.Runtime).RuntimeAndModes);
        context.Use(Here.With(build, 1));
        var all = context.Environments(["all"]);
        Assert.Contains(build.Runtime.With(Mode.Collecting), all);
        Assert.All(all, e => Assert.StartsWith("coreclr-11.0+private", e.ToString(), Exactly));
    }

    [Fact]
    public void What_is_no_whole_runtime_of_this_machine_is_refused_with_what_was_looked_for()
    {
        Refused(brought.In("nowhere"), "there is no folder");
        Refused(Here.Launcher, "is a file");
        Refused(Here.NativeDirectory, "is no runtime", "looked for libcoreclr.so", "native/libcoreclr.so", "runtime pack", "Core_Root");
        Refused(
            Path.GetFullPath(Path.Combine(Installation.RuntimeDirectory, "..", "..", "..")), $"meant may be --runtime {Installation.RuntimeDirectory}");
    }

    [Fact]
    public void A_runtime_too_old_for_any_child_is_refused() =>
        Refused(brought.OfVersion(new Version(7, 0)), "is .NET 7.0", "the oldest is for 8.0");

    [Fact]
    public void A_runtime_that_is_not_whole_is_refused() =>
        Refused(brought.OfVersion(new Version(10, 0), whole: false), "there is no libclrjit.so", "not whole");

    [Fact]
    public void A_runtime_for_another_machine_is_refused() =>
        Refused(brought.OfAnotherMachine(), "is built for another architecture");

    [Theory]
    [InlineData("is another runtime", "--runtime", "RUNTIME", "--environment", "coreclr-9.0")]
    [InlineData("is another runtime", "--runtime", "RUNTIME", "--environment", "nativeaot-10.0")]
    [InlineData("name it, with --runtime DIR", "--environment", "coreclr-10.0+private")]
    [InlineData("leave one of them out", "--runtime", "RUNTIME", "--child", "x")]
    [InlineData("--bless writes what the kit ships", "--runtime", "RUNTIME", "--bless")]
    [InlineData("is no child of this kit: it does not say what it is", "--child", "/bin/true")]
    [InlineData("is not a program of this machine's", "--child", "README.md")]
    public async Task What_cannot_be_brought_along_is_told_before_anything_is_run(string complaint, params string[] words)
    {
        using var folder = new RunFolder();
        var given = words.Select(w => w == "RUNTIME" ? Installation.RuntimeDirectory : w == "README.md" ? TheMatrix.InRepository(w) : w);

        var heard = (await folder.RunAsync(["sort::safe::caller::uco::empty", .. given])).EndedWith(ExitCode.Usage);

        heard.Complains(complaint);
        Assert.False(Directory.Exists(folder.Output));
    }

    [SkippableFact]
    public async Task A_child_of_another_version_of_the_kit_is_refused()
    {
        // Says what the child of this build says, and one body more: what another version of the kit would.
        using var job = new Job(Here, new Watcher());
        await job.RunAsync(l => new ChildProgram(Here, TheKit.Plain).Describe(l), TimeSpan.FromSeconds(30), default);
        var said = job.Output() + "{\"axis\":\"body\",\"name\":\"of-tomorrow\",\"sentence\":\"s\",\"entries\":\"uco\"}\n";
        var lines = string.Join("\n", said.Split('\n').Select(l => $"\"{l.Replace("\\", "\\\\", Exactly).Replace("\"", "\\\"", Exactly)}\\n\""));
        using var program = CProgram.FromText(
            $$"""
            #include "page.h"
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            static const char words[] =
            {{lines}};
            int main(void)
            {
                struct kit_page *page = mmap(NULL, KIT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, atoi(getenv("KIT_PAGE")), 0);
                page->magic = KIT_PAGE_MAGIC;
                page->version = KIT_PAGE_VERSION;
                page->token = KIT_TOKEN_RIGHT;
                fputs(words, stdout);
                return 0;
            }
            """);

        var fault = Assert.Throws<InputException>(() => PrivateBuild.OfChild(program.File, Here));

        Assert.Contains("is of another version of the kit: only it has the body 'of-tomorrow'", fault.Message, Exactly);
    }

    [SkippableTheory]
    [InlineData("8.0")]
    [InlineData("10.0")]
    public async Task A_child_published_with_NativeAOT_is_run_and_names_its_version_itself(string version)
    {
        var build = ChildBuild.Of(Here, EnvironmentName.Parse($"nativeaot-{version}"));
        Skip.IfNot(build.IsBuilt(Here), "not built, or from older sources: it was not asked for on this machine since");

        var row = (await TheKit.SaysAsync("cell", Cell, "--json", "--child", build.File)).EndedWith(ExitCode.Fine).Row;

        Assert.Equal($"nativeaot-{version}+private", row.Environment.RuntimeAndModes);
        Assert.Equal(Verdict.Conforms, row.Verdict);
    }

    static void Refused(string folder, params string[] words)
    {
        var fault = Assert.Throws<InputException>(() => PrivateBuild.OfRuntime(folder, Here));
        Assert.All(words, w => Assert.Contains(w, fault.Message, Exactly));
    }

    /// <summary>A released pack, fetched in the way that docs/bring-your-own-runtime.md tells.</summary>
    static async Task<string> FromNuGetAsync(string version)
    {
        var home = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var pinned = RuntimeVersions.Of(Here).GetValueOrDefault(version, $"{version}.0");
        var folder = Path.Combine(
            home, $"microsoft.netcore.app.runtime.{EnvironmentName.ThisPlatform}", pinned, "runtimes", EnvironmentName.ThisPlatform);
        if (!Directory.Exists(folder))
        {
            using var temporary = new TemporaryFolder();
            var project = temporary.Write(
                "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>" +
                $"<ItemGroup><PackageDownload Include=\"Microsoft.NETCore.App.Runtime.{EnvironmentName.ThisPlatform}\" Version=\"[{pinned}]\" />" +
                "</ItemGroup></Project>", "pack.csproj");
            using var restoring = Running.Start([], ["dotnet", "restore", project]);
            var heard = await restoring.EndAsync();
            Skip.If(heard.Code != 0, $"the pack of {pinned} is not here and cannot be fetched: {heard.Output}");
        }

        return folder;
    }
}
