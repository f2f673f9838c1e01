using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Kit.Bundling;
using Kit.Commands;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The kit on a machine without SDK and compiler.</summary>
[Collection(MadeBundle.Collection)]
public sealed class BundleTests(MadeBundle bundle)
{
    const string Cell = "each::safe::caller::uco::empty";

    [Fact]
    public async Task A_run_in_a_bundle_writes_where_one_is_and_merges_with_a_run_of_the_clone()
    {
        var before = Contents();
        using var folder = new RunFolder();
        (await folder.RunAsync(Cell)).EndedWith(ExitCode.Fine);

        (await bundle.SaysAsync("run", Cell)).EndedWith(ExitCode.Fine);
        var there = bundle.Folder.In("here", "artifacts", "run");
        (await TheKit.SaysAsync("report", there, folder.Output, "--output", folder.In("both"))).EndedWith(ExitCode.Fine);

        Assert.Equal(2, ReportFolder.Of(folder.In("both"), TheKit.Plain).ReadRows().Items.Single().Attempts);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task A_deadlock_is_proved_and_the_look_into_the_process_works_there_too()
    {
        var heard = (await bundle.SaysAsync("cell", "each::unsafe::pthread::uco::collect")).EndedWith(ExitCode.Fine);

        Assert.Contains("deadlocked", heard.Output);
        Assert.Contains("agrees: T1 is cooperative", heard.Output);
    }

    [Theory]
    [InlineData("explain foreign-thread", "Promise: defined", 0)]
    [InlineData("list each::safe::caller::uco::empty", Cell, 0)]
    [InlineData("list --environments", "coreclr-10.0/", 0)]
    [InlineData("doctor", "Everything that is needed is here", 0)]
    [InlineData("bundle", "this is a bundle already", 2)]
    [InlineData("test", "this is a bundle: type ./run-conformance.sh test in a clone", 2)]
    [InlineData("run each --environment nativeaot-1.0", "'nativeaot-1.0' is not in this bundle, which has coreclr-10.0;", 2)]
    [InlineData("cell each::safe::caller::uco::empty --export exported", "Written to exported", 0)]
    [InlineData("cell sqlite::safe::caller::uco::empty --export packaged", "Written to packaged", 0)]
    public async Task Its_verbs_work_as_in_a_clone_or_say_what_they_need(string typed, string said, int code)
    {
        var heard = (await bundle.SaysAsync(typed.Split(' '))).EndedWith(code);

        Assert.Contains(said, heard.Output + heard.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_clone_gives_the_same_bytes()
    {
        var again = bundle.Folder.In("again.tar.gz");

        (await bundle.MakeAsync(again)).EndedWith(ExitCode.Fine);

        Assert.Equal(File.ReadAllBytes(bundle.File), File.ReadAllBytes(again));
    }

    [Fact]
    public void It_says_how_large_it_is_and_what_it_needs()
    {
        Assert.Contains("Packing ", bundle.Making.Error);
        Assert.Matches(@"\.tar\.gz: \d+\.\d MB, for linux-\w+ with glibc 2\.\d+ or newer; coreclr-10\.0\.\n", bundle.Making.Output);
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(bundle.Root, "kit-bundle.json")));
        Assert.Equal(EnvironmentName.ThisPlatform, facts.RootElement.GetProperty("platform").GetString());
        Assert.Equal(RunFacts.KitVersion, facts.RootElement.GetProperty("kit").GetString());
    }

    [Fact]
    public void An_archive_has_an_order_stores_a_file_once_and_has_nothing_of_this_machine()
    {
        using var bytes = new MemoryStream();
        Archive.Write(
            bytes,
            "top",
            [BundledFile.Of("c/again", "1", isProgram: false), BundledFile.Of("b/program", "1", isProgram: true), BundledFile.Of("a", "1", isProgram: false)],
            _ => { });
        bytes.Position = 0;
        using var tar = new TarReader(new GZipStream(bytes, CompressionMode.Decompress));
        List<string> entries = [];
        while (tar.GetNextEntry() is { } entry)
        {
            entries.Add($"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid} {entry.Gid} {entry.ModificationTime.Year}{entry.LinkName}");
        }

        Assert.Equal(["top/a 644 0 0 2000", "top/c/again 644 0 0 2000top/a", "top/b/program 755 0 0 2000"], entries);
    }

    // Names, sizes and times: what is read-only for others is not for root, who tests in containers.
    List<string> Contents() => [.. Directory.EnumerateFiles(bundle.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {new FileInfo(f).Length} {File.GetLastWriteTimeUtc(f):O}")];
}
