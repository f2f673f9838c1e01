using System.Text.Json;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The kit on a machine that has none of the libraries of the system, and on this one with all that are
/// here.</summary>
public sealed class SystemLibraryTests
{
    const StringComparison Exactly = StringComparison.Ordinal;
    const string Plain = "safe::caller,library::uco::empty";

    static readonly IReadOnlyList<Library> All = TheMatrix.Here.Libraries;

    // What NuGet brings lies beside the kit, whatever the system has.
    static readonly IReadOnlyList<Library> OfTheSystem =
        [.. All.Where(l => l.Packages is not null && !l.Origin.StartsWith("NuGet", Exactly))];

    [SkippableFact]
    public async Task Without_any_of_them_each_is_absent_with_the_command_that_installs_it()
    {
        SkipUnlessGlibc();
        using var machine = new BareMachine(bare: true);
        var kit = new TheKit { Variables = machine.Variables };

        var listed = await ListedAsync(kit);
        Assert.NotEmpty(OfTheSystem);
        // What a package brings may need a newer C library than this machine has.
        var wanted = All.Where(l => OfTheSystem.Contains(l) || listed.Single(m => m.Name == l.Name).Absent is { } why
            && l.Origin.StartsWith("NuGet", Exactly) && why.Contains(" cannot be loaded: ", Exactly)).ToList();
        Assert.Equal(wanted.Select(l => l.Name), listed.Where(l => l.Absent is not null).Select(l => l.Name));
        var told = await kit.RunAsync("doctor");
        foreach (var library in wanted)
        {
            var (install, absent) = ($"apt-get install {Newest(library)}", listed.Single(l => l.Name == library.Name).Absent!);
            Assert.Contains(" is not here", absent, Exactly);
            Assert.Contains($": {install}", absent, Exactly);
            Assert.Matches($@"absent +{library.Name} +\S*lib.* is not here[^\n]*\n[^\n]*-> \./run-conformance\.sh setup, or: {install} *\n", told.Output);
        }

        var setUp = (await kit.RunAsync("setup")).EndedWith(ExitCode.Fine).Output;
        var command = $"apt-get install --yes --no-install-recommends {string.Join(' ', Packages(wanted))}\n";
        Assert.Contains(command, setUp, Exactly);
        Assert.Equal(Environment.IsPrivilegedProcess, setUp.Contains($"asked: {command}", Exactly));
    }

    [SkippableFact]
    public async Task Without_any_of_them_their_cells_are_absent_the_others_run_and_the_account_adds_up()
    {
        SkipUnlessGlibc();
        using var machine = new BareMachine(bare: true);
        using var folder = new RunFolder(new TheKit { Variables = machine.Variables });

        var names = string.Join(',', OfTheSystem.Select(l => l.Name));
        (await folder.RunAsync(names, $"lua,each::{Plain}")).EndedWith(ExitCode.Fine);

        folder.AddsUp();
        Assert.Equal(["each", "lua"], Ran(folder));
        Assert.All(folder.Rows, row => Assert.Equal(
            OfTheSystem.Any(l => l.Name == row.Key.Library) ? Verdict.Absent : Verdict.Conforms, row.Verdict));
        Assert.Equal(OfTheSystem.Count, folder.Rows.Where(r => r.Verdict == Verdict.Absent).DistinctBy(r => r.Key.Library).Count());
        Assert.Equal(folder.Rows.Count - 2, folder.Facts.Ledger.AbsentCells);
        Assert.All(folder.Facts.Ledger.Absent, reason => Assert.Contains(
            OfTheSystem, l => reason.Text.Contains($" is not here: apt-get install {Newest(l)}", Exactly)));
    }

    [SkippableFact]
    public async Task Without_one_of_them_nothing_of_it_is_timed_and_the_command_that_installs_it_is_named()
    {
        SkipUnlessGlibc();
        using var machine = new BareMachine(bare: true);
        using var folder = new RunFolder(new TheKit { Variables = machine.Variables });

        var heard = (await folder.Kit.RunAsync("latency", "pcap::safe::caller::c::empty", "--output", folder.Output)).EndedWith(ExitCode.Usage);

        Assert.Contains("pcap::safe::caller::c::empty is not timed, as it cannot be run here: libpcap.so", heard.Error, Exactly);
        Assert.Contains(": apt-get install libpcap0.8", heard.Error, Exactly);
        Assert.False(Directory.Exists(folder.Output));
    }

    [SkippableFact]
    public async Task With_all_that_are_here_each_is_run_and_nothing_is_said_to_be_absent_that_is_not()
    {
        SkipUnlessGlibc();
        using var machine = new BareMachine(bare: false);
        using var folder = new RunFolder(new TheKit { Variables = machine.Variables });

        var listed = await ListedAsync(folder.Kit);
        var here = listed.Where(l => l.Absent is null).ToList();
        Assert.All(here, l => Assert.NotEqual("", l.Version));
        Assert.All(here, l => Assert.True(l.Cells > 0, $"{l.Name} has no cell"));
        var told = await folder.Kit.RunAsync("doctor");
        Assert.All(here, l => Assert.Matches($@"ok +{l.Name} +\S", told.Output));
        var setUp = (await folder.Kit.RunAsync("setup")).EndedWith(ExitCode.Fine).Output;
        Assert.All(here, l => Assert.Contains($" {l.Name} {l.Version}", setUp.Split('\n')[0], Exactly));
        Assert.Equal(here.Count == listed.Count, setUp.Contains("every library of the matrix is here", Exactly));

        (await folder.RunAsync($"*::{Plain}")).EndedWith(ExitCode.Fine);

        folder.AddsUp();
        Assert.All(folder.Rows, row => Assert.Equal(
            !here.Any(l => l.Name == row.Key.Library) ? Verdict.Absent
            : row.Key.Library is "glib-pool" or "openssl-late" ? Verdict.Recorded // threads that end: nothing is promised
            : Verdict.Conforms, row.Verdict));
        Assert.Equal(here.Select(l => l.Name).Order(StringComparer.Ordinal), Ran(folder));
    }

    static IEnumerable<string> Ran(RunFolder folder) => folder.Attempts.Where(a => a.Outcome.Kind != OutcomeKind.Absent)
        .Select(a => a.Key.Library).Order(StringComparer.Ordinal);

    static async Task<List<Listed>> ListedAsync(TheKit kit) =>
    [
        .. (await kit.RunAsync("list", "--libraries", "--json")).EndedWith(ExitCode.Fine).Output.TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(l => new Listed(
                l.GetProperty("name").GetString()!, l.GetProperty("version").GetString()!,
                l.TryGetProperty("absent", out var absent) ? absent.GetString() : null, l.GetProperty("cells").GetInt32())),
    ];

    static IEnumerable<string> Packages(IEnumerable<Library> libraries) =>
        libraries.SelectMany(l => Newest(l).Split(' ')).Distinct().Order(StringComparer.Ordinal);

    static string Newest(Library library) => string.Join(' ', library.Packages!.Split(' ').Select(p => p.Split('|')[0]));

    // The auditor is one of glibc's loader.
    static void SkipUnlessGlibc()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Machine.This.Libc.StartsWith("glibc", Exactly), "only glibc's loader can be audited");
        Skip.If(Doctor.Ask("cc", "--version") is null, "there is no C compiler: apt-get install gcc libc6-dev");
    }

    sealed record Listed(string Name, string Version, string? Absent, int Cells);
}
