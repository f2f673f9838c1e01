using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Cells of NativeAOT as programs of their own.</summary>
public sealed class ExportAotTests
{
    const string Environment = "nativeaot-10.0";

    // The entry that only NativeAOT has, with the part in C++.
    const string Exported = "each::safe::pthread::export::cpp-caught";

    [SkippableFact]
    public async Task A_cell_behind_an_exported_method_stands_alone_as_a_program_that_is_published_with_NativeAOT()
    {
        var here = Installation.Find();
        Skip.IfNot(
            ChildBuild.Of(here, EnvironmentName.Parse(Environment)).IsBuilt(here),
            $"{Environment} is not built: it was not asked for on this machine since its sources changed");
        using var folder = new TemporaryFolder();

        var heard = await TheKit.SaysAsync("cell", Exported, "--environment", Environment, "--export", folder.In("alone"));

        Assert.Contains($"dotnet publish {folder.In("alone")} && ", heard.EndedWith(ExitCode.Fine).Error, StringComparison.Ordinal);
        Assert.Contains("dotnet publish\nout/reproducer\n", File.ReadAllText(folder.In("alone", "README.md")), StringComparison.Ordinal);
        using var publish = Running.Start(
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            "dotnet", "publish", folder.In("alone"), "-nologo", "-v", "quiet", "-p:RunAnalyzers=false");
        (await publish.EndAsync(TimeSpan.FromMinutes(15))).EndedWith(0); // some seconds, unless others are busy
        using var alone = Running.Start([], folder.In("alone", "out", "reproducer"));
        Assert.Equal("returned\n", (await alone.EndAsync()).EndedWith(0).Output);
    }

    [Fact]
    public async Task An_exported_method_cannot_stand_alone_on_a_runtime_that_exports_none()
    {
        using var folder = new TemporaryFolder();

        var heard = await TheKit.SaysAsync("cell", Exported, "--export", folder.In("alone"));

        Assert.Contains("a JIT has no entry 'export'; add --environment nativeaot-", heard.EndedWith(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("alone")));
    }
}
