using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Reports;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Latency;

/// <summary>The verb, as users have it.</summary>
public sealed class LatencyCommandTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task A_call_is_timed_beside_its_twin_in_c()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the sampler is for Linux");
        (await folder.Kit.RunAsync("latency", "each::unsafe::caller::c::empty", "--quick", "--output", folder.Output)).EndedWith(ExitCode.Fine);

        var rows = LinesFile.Read(Path.Combine(folder.Output, TheKit.Plain.FileName, LatencyRow.FileName), LatencyRow.Parse).Items;
        Assert.Equal(["call-in-loop", "call-per-method"], rows.Select(r => r.Quantity));
        Assert.All(rows, r =>
        {
            Assert.Equal(("unsafe-short-call", "defined"), (r.Rule, r.Promise));
            Assert.Equal(6, r.Processes.Count);
            Assert.True(r.N > 10_000, $"{r.N} operations");
            Assert.InRange(r.Twin.Median, 0.01, 10_000); // positive, and no unit mixed up
            Assert.InRange(r.Value.Median, r.Value.Low, r.Value.High);
        });
        Assert.Contains("## call-per-method", File.ReadAllText(Path.Combine(folder.Output, TheKit.Plain.FileName, LatencyPage.FileName)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_library_of_somebody_elses_is_timed_as_those_of_the_kit_are()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the sampler is for Linux");
        using var mine = new PlugIn(PlugIn.Walk());
        var said = (await folder.Kit.RunAsync("latency", "mine", "each::safe::caller::uco::empty", "--library", mine.File, "--quick", "--json", "--output", folder.Output))
            .EndedWith(ExitCode.Fine);

        var rows = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LatencyRow.Parse).Where(r => r.Quantity == "in-library").ToList();
        Assert.Equal(["mine::safe::caller::uco::empty", "each::safe::caller::uco::empty", "mine::safe::caller::delegate::empty"],
            rows.Select(r => r.Key).OrderByDescending(k => k.Contains("uco", StringComparison.Ordinal)).ThenByDescending(k => k[0]));
        Assert.All(rows, r => Assert.InRange(r.Twin.Median, 0.01, 100_000));
    }

    [SkippableFact]
    public async Task A_mode_that_is_not_in_force_is_not_timed()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var heard = (await folder.Kit.RunAsync(
            "latency", "each::unsafe::caller::c::empty", "--quick", "--environment", "coreclr-10.0+gcstress2", "--output", folder.Output))
            .EndedWith(ExitCode.Broken);

        Assert.Contains("+gcstress2: DOTNET_GCStress is not in force", heard.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was timed", heard.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_an_unsafe_call_costs_the_others_is_timed_though_it_is_forbidden_and_a_hand_over_beside_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the sampler is for Linux");
        (await folder.Kit.RunAsync(
            "latency", "each::unsafe::caller::c::spin,sleep", "each::safe::worker::uco::empty", "--quick", "--output", folder.Output)).EndedWith(ExitCode.Fine);

        var rows = Written();
        Assert.Equal([1, 10, 100, 1000, 10_000], rows.Where(r => r.Quantity == "suspension-collector").Select(r => r.Point!.Value));
        Assert.Equal(5, rows.Count(r => r.Quantity == "suspension-bystander"));
        Assert.All(rows.Where(r => r.Quantity.StartsWith("suspension", StringComparison.Ordinal)), r =>
            Assert.Equal(("forbidden", "unsafe-call-takes-long", "us"), (r.Promise, r.Rule, r.Axis)));
        Assert.Equal(["hand-over-semaphore", "hand-over-event", "hand-over-task"], rows.Where(r => r.Quantity.StartsWith("hand", StringComparison.Ordinal)).Select(r => r.Quantity));
        Assert.All(rows.Where(r => r.Unit == "ns"), r =>
        {
            Assert.True(r.N > 10, $"{r.Subject}: {r.N}");
            Assert.InRange(r.Twin.Median, 0.01, 1e9); // positive, and no unit mixed up
        });

        // Whoever waits for a thread in an unsafe call sends it signals; a thread in C is sent none, and a read is begun again.
        var interrupted = rows.Where(r => r.Unit == "times").ToList();
        Assert.Equal(6, interrupted.Count);
        Assert.All(interrupted.SelectMany(r => r.Processes), p => Assert.Equal(0, p.Twin.Max()));
        Assert.All(interrupted.Where(r => r.Quantity == "interruptions-read").SelectMany(r => r.Processes), p => Assert.Equal(0, p.Value.Max()));
        Assert.All(interrupted.Where(r => r is { Point: 10_000, Quantity: not "interruptions-read" }), r => Assert.Contains(r.Processes, p => p.Value.Max() > 0));
        Assert.Contains("latency-suspension.svg", File.ReadAllText(Path.Combine(folder.Output, TheKit.Plain.FileName, LatencyPage.FileName)), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("pcap::safe::caller::c::empty", "pcap-next-ex", 4000)]
    [InlineData("egl::safe::caller::c::empty", "gl-call", 10_000)]
    public async Task What_is_asked_of_a_real_library_is_timed_for_each_packet_and_each_call_of_a_frame(string selector, string quantity, int unit)
    {
        var library = TheMatrix.Here.Library(selector[..selector.IndexOf(':', StringComparison.Ordinal)]);
        Skip.If(library.Absent is not null, library.Absent);
        (await folder.Kit.RunAsync("latency", selector, "--quick", "--output", folder.Output)).EndedWith(ExitCode.Fine);

        var row = Written().Single(r => r.Quantity == quantity);

        Assert.True(row.N > 0 && row.N % unit == 0, $"{row.N} operations are not whole files or frames of {unit}");
    }

    [Theory]
    [InlineData("each::unsafe::pthread::uco::collect", "its rule is unsafe-call-waits-for-callback, forbidden")]
    [InlineData("each::safe::caller::uco::throw-caught", "is defined, but nothing is timed of it")]
    [InlineData("sqlit", "nearest: sqlite")]
    public async Task What_is_not_timed_is_refused_with_the_reason(string selector, string complaint)
    {
        var heard = (await folder.Kit.RunAsync("latency", selector, "--output", folder.Output)).EndedWith(ExitCode.Usage);

        Assert.Contains(complaint, heard.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Output));
    }

    [Theory]
    [InlineData(1.5, ExitCode.Violated, "slower")]
    [InlineData(0.5, ExitCode.Fine, "faster")]
    [InlineData(1.0, ExitCode.Fine, "same")]
    public async Task Two_runs_are_judged_by_their_ratios_to_c(double factor, int code, string word)
    {
        Write("before", 1, 0.001);
        Write("after", factor, 0.001);

        var heard = (await TheKit.SaysAsync("latency", "--compare", At("before"), At("after"))).EndedWith(code);

        Assert.StartsWith(word, heard.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_differ_from_themselves_cannot_tell()
    {
        Write("before", 1, 0.5);
        Write("after", 1.2, 0.5);

        var heard = (await TheKit.SaysAsync("latency", "--compare", At("before"), At("after"))).EndedWith(ExitCode.Fine);

        Assert.StartsWith("cannot tell", heard.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_rows_says_how_to_get_them()
    {
        var heard = (await TheKit.SaysAsync("latency", "--compare", "nowhere", "elsewhere")).EndedWith(ExitCode.Usage);

        Assert.Contains("nowhere holds no latency.jsonl", heard.Error, StringComparison.Ordinal);
    }

    private IReadOnlyList<LatencyRow> Written() =>
        LinesFile.Read(Path.Combine(folder.Output, TheKit.Plain.FileName, LatencyRow.FileName), LatencyRow.Parse).Items;

    private string At(string name) => Path.Combine(folder.Output, name);

    private void Write(string name, double factor, double spread)
    {
        var estimate = new Estimate(8 * factor, 8 * factor, 8 * factor);
        var one = new Estimate(1, 1, 1);
        var row = new LatencyRow(
            "each::safe::caller::uco::empty", TheKit.Plain.ToString(), "callback", null, null, "idle", "ns", "defined", "uco-callback", "", "", true,
            6, 0.97, estimate, one, estimate, estimate, 0.1, [],
            [.. Enumerable.Range(0, 6).Select(i => new ProcessRounds([8 * factor * (1 + spread * i)], [1]))]);
        LinesFile.Replace(Path.Combine(At(name), TheKit.Plain.FileName, LatencyRow.FileName), [row.ToLine()]);
    }
}
