using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Runs of several environments and attempts: told before they begin, and finished after they were
/// stopped.</summary>
public sealed class NightlyTests : IDisposable
{
    // Asleep for most of their time: there is a middle to be killed in.
    const string Cells = "each::safe::caller,pthread,detached,worker-later::uco::sleep";

    const StringComparison Exactly = StringComparison.Ordinal;

    static readonly string[] Two = ["--environment", "coreclr-10.0", "--environment", "coreclr-10.0+collecting"];

    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_over_two_environments_that_is_killed_in_the_second_is_finished_by_resume_alone()
    {
        var second = ReportFolder.Of(folder.Output, TheKit.Plain.With(Mode.Collecting));
        string[] words = [Cells, .. Two, "--repeat", "4", "--jobs", "2"];
        using (var run = folder.Start(words))
        {
            await run.UntilAsync(() => RunFolder.LinesIn(second.AttemptsFile) >= 2);
            run.Signal(Running.Kill);
            await run.EndAsync();
            Assert.Contains("Plan: 8 cells in 2 environments, 4 attempts each: 32 attempts; about ", run.Error, Exactly);
            Assert.Contains("type the same with --resume", run.Error, Exactly);
            Assert.Contains("1 of 2 environments done; the others take about ", run.Error, Exactly);
        }

        var first = await File.ReadAllTextAsync(folder.Report.AttemptsFile);
        var kept = second.ReadAttempts().Items.Count;
        Assert.Equal(16, folder.Attempts.Count);
        Assert.InRange(kept, 2, 15);

        var heard = (await folder.RunAsync([.. words, "--resume"])).EndedWith(ExitCode.Fine);

        Assert.Contains($"32 attempts, {16 + kept} of them made already; about ", heard.Error, Exactly);
        Assert.Equal(first, await File.ReadAllTextAsync(folder.Report.AttemptsFile));
        Assert.Equal(16, second.ReadAttempts().Items.Count);
        Assert.All(second.ReadRows().Items, r => Assert.Equal(4, r.Attempts));
        Assert.Contains("happens in less than 75 % of them, with 95 % confidence (3/4).", await File.ReadAllTextAsync(second.PageFile), Exactly);
        Assert.Contains("below 75 %", await File.ReadAllTextAsync(Path.Combine(folder.Output, "differences.md")), Exactly);
    }

    [Fact]
    public async Task A_run_ends_with_what_a_cell_costs_beside_an_empty_program_on_the_same_runtime()
    {
        var heard = (await folder.RunAsync("sort::safe::caller::uco::empty")).EndedWith(ExitCode.Fine);

        Assert.Matches(@"1 cell in [\d.]+ s: \d+ a second, an isolated `empty` cell takes [\d.]+ ms of CPU, [\d.]+ times an empty program on the same runtime\.", heard.Output);
        Assert.DoesNotContain("Plan:", heard.Error, Exactly); // one attempt of one environment is no night's work
    }

    [Fact]
    public async Task The_cost_of_a_cell_is_more_than_that_of_a_program_that_does_nothing()
    {
        var here = Installation.Find();

        var floor = await Floor.MeasureAsync(here, new ChildProgram(here, TheKit.Plain), 5, default);

        Assert.Equal((5, 5), (floor.Cells.Count, floor.Floors.Count));
        Assert.All(floor.Floors, f => Assert.True(f > 0));
        Assert.Equal(floor.Cells.Order().ElementAt(2), floor.CellSeconds);
        Assert.Equal(floor.Ratios.Order().ElementAt(2), floor.Ratio);
        Assert.Equal(floor.Cells[0] / floor.Floors[0], floor.Ratios[0]);
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(80, "80 s")]
    [InlineData(600, "10 min")]
    [InlineData(9000, "2.5 h")]
    public void A_time_is_told_in_the_unit_that_fits(double seconds, string words) => Assert.Equal(words, RunOutlook.Time(seconds));

    [Fact]
    public void A_first_guess_is_corrected_by_what_environments_took()
    {
        var (coreclr, nativeAot) = (EnvironmentName.Parse("coreclr-10.0"), EnvironmentName.Parse("nativeaot-10.0"));
        var outlook = new RunOutlook([(coreclr, 1000, 20000), (nativeAot, 1000, 15000)], 20);

        Assert.StartsWith("Plan: 2,000 cells in 2 environments, 20 attempts each: 40,000 attempts, 5,000 of them made already; about ", outlook.Begin(), Exactly);
        Assert.Equal("1 of 2 environments done; the others take about 1 s.", outlook.After(1)); // nothing took any time here
        Assert.Null(outlook.After(2));
    }
}
