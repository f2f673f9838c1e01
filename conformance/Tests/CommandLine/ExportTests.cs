using System.Diagnostics;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Export;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Cells as programs of their own: exported, built together, run, and held against what the kit saw.</summary>
public sealed class ExportTests
{
    // Every call, door and way of ending, and what needs most of the sources: signals, forks, C++, thread ends.
    static readonly string[] Keys =
    [
        "each::unsafe::pthread::uco::collect",
        "each::safe::caller::uco::empty",
        "each::safe-pointer::pthread::delegate::monitor",
        "each::marshalled::worker::uco::longjmp",
        "sqlite::safe::caller::uco::cpp-through",
        "wasmtime::safe::caller::uco::empty", // which no system brings
        "sort::safe::caller::delegate::throw",
        "hooks::unsafe-pointer::caller::uco::empty",
        "pool::safe::library::uco::allocate-many",
        "each::safe::fork::uco::empty",
        "each::safe::atexit::uco::empty",
        "each::safe::elf-destructor::c::empty",
        "each::safe::key-fresh::uco::empty",
        "each::safe::dtor-managed::uco::empty",
        "each::safe::signal::uco::empty",
        "subscribe::safe::detached::uco::collect-warm",
        "each::safe::caller::delegate::delegate-collected",
        "each::safe::caller::uco::context-unloaded",
        "each::safe::caller::c::registers",
        "visit::safe::ucontext::uco::reenter-safe-100",
        "release::safe::pthread::uco::environment-exit",
        "each::marshalled::caller::uco::last-error",
        "each::safe::caller::uco::unpinned",
    ];

    [SkippableFact]
    public async Task A_cell_that_stands_alone_does_what_it_did_in_the_kit()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var folder = new TemporaryFolder();
        var rows = new Dictionary<string, Row>();
        await Parallel.ForEachAsync(Keys.Index(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (cell, _) =>
        {
            var heard = await TheKit.SaysAsync("cell", cell.Item, "--export", folder.In($"r{cell.Index}"), "--json");
            lock (rows)
            {
                rows.Add(folder.In($"r{cell.Index}"), heard.Row);
            }
        });
        folder.Write(
            """
            <Project>
              <ItemGroup><Reproducer Include="*/*.csproj" /></ItemGroup>
              <Target Name="Build">
                <MSBuild Projects="@(Reproducer)" Targets="Restore" Properties="Once=1" BuildInParallel="true" />
                <MSBuild Projects="@(Reproducer)" Targets="Build" BuildInParallel="true" />
              </Target>
            </Project>
            """,
            "all.proj");

        using var build = Running.Start(
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            "dotnet", "build", folder.In("all.proj"), "-m", "-nologo", "-v", "quiet", "-p:RunAnalyzers=false");
        (await build.EndAsync(TimeSpan.FromMinutes(15))).EndedWith(0); // half a minute, unless others are busy

        var wrong = new List<string>();
        await Parallel.ForEachAsync(rows, async (cell, _) =>
        {
            if (await ComplaintAsync(cell.Key, cell.Value) is { } complaint)
            {
                lock (wrong)
                {
                    wrong.Add(complaint);
                }
            }
        });
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task A_reproducer_says_what_is_expected_by_whom_and_what_was_observed()
    {
        using var folder = new TemporaryFolder();

        (await TheKit.SaysAsync("cell", "each::unsafe::caller::uco::empty", "--export", folder.Path)).EndedWith(ExitCode.Fine);

        Assert.Equal(
            ["Cell.cs", "README.md", "cell.c", "reproducer.csproj"],
            Directory.EnumerateFiles(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        var words = File.ReadAllText(folder.In("README.md"));
        Assert.Contains("# each::unsafe::caller::uco::empty", words);
        Assert.Contains("**fails-fast**", words);
        Assert.Contains("https://", words);
        Assert.Contains("failed-fast (SIGABRT, entering)", words);
        Assert.DoesNotContain("Monitor", File.ReadAllText(folder.In("Cell.cs"))); // nothing of other bodies
    }

    [SkippableFact]
    public async Task A_library_out_of_a_package_comes_out_of_it_again_in_the_version_that_was_observed()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var folder = new TemporaryFolder();

        (await TheKit.SaysAsync("cell", "sqlite::safe::caller::uco::empty", "--export", folder.Path)).EndedWith(ExitCode.Fine);

        var version = Regex.Match(File.ReadAllText(TheMatrix.InRepository("Directory.Packages.props")), "\"SQLitePCLRaw.lib.e_sqlite3\" Version=\"(.*?)\"").Groups[1].Value;
        Assert.Contains($"<PackageReference Include=\"SQLitePCLRaw.lib.e_sqlite3\" Version=\"{version}\"", File.ReadAllText(folder.In("reproducer.csproj")), StringComparison.Ordinal);
        Assert.Contains($"with sqlite {version} (NuGet SQLitePCLRaw.lib.e_sqlite3", File.ReadAllText(folder.In("README.md")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_reproducer_of_a_mode_is_run_with_it_and_looks_whether_it_is_in_force()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        using var folder = new TemporaryFolder();

        (await TheKit.SaysAsync(
            "cell", "each::safe::caller::uco::collect", "--environment", "coreclr-10.0+server+conservative", "--export", folder.Path))
            .EndedWith(ExitCode.Fine);

        Assert.Contains("DOTNET_gcServer=1 DOTNET_gcConservative=1 dotnet run", File.ReadAllText(folder.In("README.md")), StringComparison.Ordinal);
        Assert.Contains("if (!Modes.AreInForce(modes))", File.ReadAllText(folder.In("Cell.cs")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_reproducer_of_another_version_runs_on_that_version_and_says_so()
    {
        var here = Installation.Find();
        var environment = EnvironmentName.Parse("coreclr-8.0");
        Skip.IfNot(ChildBuild.Of(here, environment).IsBuilt(here), $"{environment} was not asked for on this machine since its sources changed");
        using var folder = new TemporaryFolder();

        (await TheKit.SaysAsync("cell", "each::safe::pthread::uco::collect", "--environment", "coreclr-8.0", "--export", folder.Path))
            .EndedWith(ExitCode.Fine);

        var version = RuntimeVersions.Of(here)["8.0"];
        Assert.Contains($"On {environment} (.NET {version}, ", File.ReadAllText(folder.In("README.md")), StringComparison.Ordinal);
        using var alone = Running.Start(new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" }, "dotnet", "run", "--project", folder.Path);
        Assert.Equal("returned\n", (await alone.EndAsync()).EndedWith(0).Output);
        Assert.Contains($"\"{version}\"", File.ReadAllText(folder.In("bin", "Debug", "net8.0", environment.Platform, "reproducer.runtimeconfig.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coreclr-9.0", "<TargetFramework>net9.0</TargetFramework>")]
    [InlineData("coreclr-9.0", "<RuntimeFrameworkVersion>9.0.1</RuntimeFrameworkVersion>")]
    [InlineData("nativeaot-9.0", "<RuntimeFrameworkVersion>9.0.1</RuntimeFrameworkVersion>")]
    public void A_reproducer_is_built_for_the_runtime_that_it_was_observed_on(string environment, string line) =>
        Assert.Contains(line, new ReproducerProject(EnvironmentName.Parse(environment), "9.0.1", HasCpp: false, Package: null).Text, StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named_with_the_option_that_names_another()
    {
        using var folder = new TemporaryFolder();

        var heard = await TheKit.SaysAsync("cell", "each::safe::caller::uco::empty", "--export", folder.Write("a file", "taken"));

        heard.EndedWith(ExitCode.Usage).Complains("taken cannot be written", "Name another folder with --export.");
    }

    [Fact]
    public async Task A_library_from_outside_has_no_sources_to_export()
    {
        using var folder = new TemporaryFolder();
        using var plugIn = new PlugIn(PlugIn.Walk());

        var heard = await TheKit.SaysAsync(
            "cell", "mine::safe::caller::uco::empty", "--library", plugIn.File, "--export", folder.In("out"));

        Assert.Contains("cannot be exported", heard.EndedWith(ExitCode.Usage).Error);
        Assert.Contains("as mine.c, with the descriptor named kit_mine", heard.Error);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    /// <summary>What is wrong with how it went, or null.</summary>
    static async Task<string?> ComplaintAsync(string folder, Row row)
    {
        var expected = row.Outcomes.Single().Outcome;
        var hangs = expected.Kind is OutcomeKind.Deadlocked or OutcomeKind.Livelocked or OutcomeKind.TimedOut;
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "bin", "Debug", "net10.0", "reproducer"))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(hangs ? 3 : 60));
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return hangs ? null : $"{row.Key}: it did not end, and in the kit it {expected.Kind.Word()}";
        }

        var (code, said) = (process.ExitCode, await output);
        var same = expected.Kind switch
        {
            OutcomeKind.Returned => said.EndsWith("returned\n", StringComparison.Ordinal) && code is 0 or 42,
            OutcomeKind.WrongAnswer => said.Contains("wrong-answer", StringComparison.Ordinal) && code == 1,
            OutcomeKind.FailedFast => code == 134 && (await error).Length > 0,
            OutcomeKind.Crashed => code > 128,
            _ => false,
        };
        return same ? null : $"{row.Key}: in the kit it {expected.Kind.Word()}, alone it ended with {code}\n{said}{await error}";
    }
}
