using Kit.Commands;
using Kit.Reports;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Runs that do not come to their end, and how they are finished.</summary>
public sealed class ResumeTests : IDisposable
{
    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_that_was_killed_leaves_nothing_and_is_finished_without_losing_or_repeating_an_attempt()
    {
        using (var first = folder.Start(RunFolder.TwentyOne, "--jobs", "2"))
        {
            await first.UntilAsync(() => folder.Logged >= 4);
            var below = RunFolder.Below(first.Pid);
            first.Signal(Running.Kill);
            Assert.Equal(128 + Running.Kill, (await first.EndAsync()).Code);
            await folder.NothingIsLeftAsync(below);
        }

        var before = File.ReadAllText(folder.Report.AttemptsFile);
        var kept = folder.Attempts;
        Assert.InRange(kept.Count, 4, 20);
        Assert.Equal(21, folder.Facts.Ledger.NotRunCells); // the killed run could not say more, and did not say less

        (await folder.Kit.RunAsync("report", folder.Output)).EndedWith(ExitCode.Fine);
        folder.AddsUp();
        Assert.Equal((21, 21 - kept.Count), (folder.Facts.Ledger.Planned, folder.Facts.Ledger.NotRunCells));
        Assert.Equal(Ledger.Ended, Assert.Single(folder.Facts.Ledger.NotRun).Text);
        Assert.Contains("--resume", File.ReadAllText(folder.Report.PageFile), StringComparison.Ordinal);

        (await folder.RunAsync(RunFolder.TwentyOne, "--resume")).EndedWith(ExitCode.Fine);

        var after = File.ReadAllText(folder.Report.AttemptsFile);
        Assert.StartsWith(before[..(before.LastIndexOf('\n') + 1)], after, StringComparison.Ordinal);
        Assert.Equal(21, folder.Attempts.DistinctBy(a => a.Key).Count());
        Assert.Equal(21, folder.Attempts.Count);
        folder.AddsUp();
        Assert.Equal((21, 0), (folder.Facts.Ledger.Ran, folder.Facts.Ledger.NotRunCells));
    }

    [Fact]
    public async Task More_attempts_of_each_cell_are_added_to_those_that_were_made()
    {
        const string Two = "sort::safe::caller::uco::empty,allocate";
        (await folder.RunAsync(Two, "--repeat", "2")).EndedWith(ExitCode.Fine);
        var before = File.ReadAllText(folder.Report.AttemptsFile);

        foreach (var (asked, made) in new[] { ("3", 3), ("1", 3) }) // fewer than before is no reason to forget any
        {
            (await folder.RunAsync(Two, "--repeat", asked, "--resume")).EndedWith(ExitCode.Fine);

            Assert.StartsWith(before, File.ReadAllText(folder.Report.AttemptsFile), StringComparison.Ordinal);
            Assert.All(folder.Rows, row => Assert.Equal(made, row.Attempts));
            Assert.Equal(made, folder.Facts.Repeat);
        }
    }

    [Fact]
    public async Task Another_plan_is_refused_and_what_is_there_stays()
    {
        (await folder.RunAsync("sort::safe::caller::uco::empty")).EndedWith(ExitCode.Fine);
        var before = Directory.EnumerateFiles(folder.Report.Path).Order().Select(File.ReadAllText).ToList();

        var heard = (await folder.RunAsync("sort::safe::caller::uco::collect", "--resume")).EndedWith(ExitCode.Usage);

        heard.Complains(folder.Report.Path, "holds another plan", "leave --resume out to begin anew");
        Assert.Equal(before, Directory.EnumerateFiles(folder.Report.Path).Order().Select(File.ReadAllText));
    }

    [Fact]
    public async Task A_new_run_keeps_the_attempts_of_the_one_before_beside_its_own()
    {
        (await folder.RunAsync("sort::safe::caller::uco::empty")).EndedWith(ExitCode.Fine);
        var before = File.ReadAllText(folder.Report.AttemptsFile);

        (await folder.RunAsync("sort::safe::caller::uco::empty")).EndedWith(ExitCode.Fine);

        Assert.Equal(before, File.ReadAllText(folder.Report.AttemptsFile + ".old"));
        Assert.Single(folder.Attempts);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_leaves_cells_with_that_reason()
    {
        // Two at a time for a second: far from all of them, and the first two begin at once.
        (await folder.RunAsync(
            "each,sort,visit,hooks::safe::caller,pthread::uco,delegate::empty,allocate,collect,throw-caught,sleep,spin",
            "--budget", "1s", "--jobs", "2")).EndedWith(ExitCode.Fine);

        folder.AddsUp();
        Assert.InRange(folder.Facts.Ledger.Ran, 1, folder.Facts.Ledger.Planned - 1);
        Assert.Contains("budget", Assert.Single(folder.Facts.Ledger.NotRun).Text, StringComparison.Ordinal);
        Assert.Contains("budget", File.ReadAllText(folder.Report.PageFile), StringComparison.Ordinal);
    }
}
