using Kit.Commands;
using Kit.Execution;
using Kit.Rules;
using Kit.Tests.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Signals from outside, to the kit and to what it has started.</summary>
public sealed class InterruptTests : IDisposable
{
    // Asleep for most of their time, one after another, and so many that there is a next one, however late a loaded machine
    // lets us look: there is time to do something to one of them.
    static readonly string[] Sleepers = ["each::safe::caller,pthread::uco::sleep", "--repeat", "5", "--jobs", "1"];

    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Interrupted_once_it_stops_in_order_says_what_is_missing_and_resume_finishes_it()
    {
        using (var run = folder.Start(RunFolder.TwentyOne, "--jobs", "2"))
        {
            await run.UntilAsync(() => folder.Logged >= 4);
            var below = RunFolder.Below(run.Pid);
            run.Signal(Running.Interrupt);
            var heard = (await run.EndAsync()).EndedWith(ExitCode.Interrupted);

            Assert.Contains("Stopping; what was run is kept.", heard.Error, StringComparison.Ordinal);
            Assert.Contains("--resume finishes it", heard.Output, StringComparison.Ordinal);
            await folder.NothingIsLeftAsync(below);
        }

        folder.AddsUp();
        Assert.InRange(folder.Facts.Ledger.NotRunCells, 1, 17);
        Assert.Equal((true, true, true), Unfinished());
        var before = File.ReadAllText(folder.Report.AttemptsFile);

        (await folder.RunAsync(RunFolder.TwentyOne, "--resume")).EndedWith(ExitCode.Fine);

        Assert.Equal((false, false, false), Unfinished());

        Assert.StartsWith(before, File.ReadAllText(folder.Report.AttemptsFile), StringComparison.Ordinal);
        Assert.Equal((21, 21), (folder.Attempts.Count, folder.Attempts.DistinctBy(a => a.Key).Count()));
        folder.AddsUp();
    }

    [Fact]
    public async Task Interrupted_twice_it_ends_at_once_and_leaves_nothing()
    {
        using var run = folder.Start(RunFolder.TwentyOne, "--jobs", "2");
        await run.UntilAsync(() => folder.Logged >= 4);
        var below = RunFolder.Below(run.Pid);

        run.Signal(Running.Interrupt);
        await run.UntilAsync(() => run.Error.Contains("Once more ends at once.", StringComparison.Ordinal));
        run.Signal(Running.Interrupt);

        (await run.EndAsync()).EndedWith(ExitCode.Interrupted); // also what a death of SIGINT looks like to a shell
        await folder.NothingIsLeftAsync(below);
        Assert.True(folder.Logged >= 4);
    }

    [Fact]
    public async Task Interrupted_while_it_plants_it_ends_without_a_cell_and_resume_runs_them()
    {
        using (var run = folder.Start("sort::safe::caller::uco::empty"))
        {
            await run.UntilAsync(() => File.Exists(folder.Report.AttemptsFile)); // made before the first plant
            run.Signal(Running.Interrupt);
            (await run.EndAsync()).EndedWith(ExitCode.Interrupted);
            await folder.NothingIsLeftAsync();
        }

        Assert.Equal((0, 1), (folder.Facts.Ledger.Ran, folder.Facts.Ledger.NotRunCells));
        (await folder.RunAsync("sort::safe::caller::uco::empty", "--resume")).EndedWith(ExitCode.Fine);
        folder.AddsUp();
    }

    [Fact]
    public async Task An_interrupted_cell_is_gone()
    {
        using var cell = folder.Kit.Start("cell", "each::safe::caller::uco::sleep", "--repeat", "100");
        await cell.UntilAsync(() => RunFolder.Below(cell.Pid).Any(IsChild));
        var below = RunFolder.Below(cell.Pid);

        cell.Signal(Running.Interrupt);

        (await cell.EndAsync()).EndedWith(ExitCode.Interrupted);
        await folder.NothingIsLeftAsync(below);
    }

    [Fact]
    public async Task A_launcher_that_somebody_kills_costs_one_attempt_and_the_run_goes_on()
    {
        using var run = folder.Start(Sleepers);
        await run.UntilAsync(() => folder.Logged >= 1 && RunFolder.Below(run.Pid).Any(IsChild));
        var launcher = Assert.Single(RunFolder.Below(run.Pid), pid => Is(pid, "kit-launcher", run.Pid));

        Assert.Equal(0, Running.Send(launcher, Running.Kill));

        (await run.EndAsync()).EndedWith(ExitCode.Broken);
        Assert.Equal(10, folder.Attempts.Count);
        var broken = Assert.Single(folder.Attempts, a => a.Outcome.Kind == OutcomeKind.Broken);
        Assert.Contains("ended by signal 9", broken.Outcome.Message, StringComparison.Ordinal);
        Assert.Equal(9, folder.Attempts.Count(a => a.Outcome.Kind == OutcomeKind.Returned));
        Assert.Equal(Verdict.Broken, folder.Rows.Single(r => r.Key == broken.Key).Verdict);
        folder.AddsUp();
        await folder.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_child_that_somebody_kills_is_broken_and_the_run_goes_on()
    {
        using var run = folder.Start(Sleepers);
        await run.UntilAsync(() => folder.Logged >= 1);
        var older = RunFolder.Below(run.Pid); // one of these may be about to end by itself
        var child = 0;
        await run.UntilAsync(() => (child = RunFolder.Below(run.Pid).Except(older).FirstOrDefault(IsChild)) != 0);

        Assert.Equal(0, Running.Send(child, Running.Kill));

        (await run.EndAsync()).EndedWith(ExitCode.Broken);
        var broken = Assert.Single(folder.Attempts, a => a.Outcome.Kind == OutcomeKind.Broken);
        Assert.Contains("killed from outside", broken.Outcome.Message, StringComparison.Ordinal);
        Assert.Equal(9, folder.Attempts.Count(a => a.Outcome.Kind == OutcomeKind.Returned));
        await folder.NothingIsLeftAsync();
    }

    static bool IsChild(int pid) => Is(pid, "kit-host");

    /// <summary>A child that has not yet begun its program is still called like its launcher.</summary>
    static bool Is(int pid, string name, int? parent = null)
    {
        try
        {
            return Workbench.Status(pid, "Name") == name
                && (parent is null || Workbench.Status(pid, "PPid") == parent.ToString());
        }
        catch (IOException)
        {
            return false;
        }
    }

    // What a CI reads must not look whole.
    (bool JUnit, bool Trx, bool Badge) Unfinished() => (
        !In("junit.xml").Contains(" + 0 not run\"", StringComparison.Ordinal),
        In("results.trx").Contains("outcome=\"Aborted\"", StringComparison.Ordinal),
        In("badge.svg").Contains(" not run</text>", StringComparison.Ordinal));

    string In(string file) => File.ReadAllText(Path.Combine(folder.Report.Path, file));
}
