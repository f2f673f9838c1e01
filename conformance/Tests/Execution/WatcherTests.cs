using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>Real threads that are stuck, and others that only look like it, beside cores that are all busy.</summary>
public sealed class WatcherTests(WatcherTests.RolesProgram roles) : IClassFixture<WatcherTests.RolesProgram>
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    static readonly string[] SlowRoles =
    [
        "slow-sleep", "slow-untold-sleep", "slow-spin", "slow-lock", "slow-collection-safe", "slow-collection-unsafe",
        "slow-stranger", "slow-stranger-and-collection", "slow-outside", "slow-forked",
    ];

    public sealed class RolesProgram : IDisposable
    {
        readonly Lazy<CProgram> program = new(() => CProgram.FromFile("roles.c"));

        public void Dispose()
        {
            if (program.IsValueCreated)
                program.Value.Dispose();
        }

        /// <summary>Plays a role under the watcher's eyes; an honest role has ended well or been ended.</summary>
        internal async Task<(Finding Finding, Ended Ended)> PlayAsync(
            string role, TimeSpan? limit = null, int spinners = 0, Watcher? watcher = null)
        {
            using var launcher = Launcher.Open(Installation.Find());
            if (spinners > 0)
                await launcher.SpinAsync(spinners);
            var start = new ChildStart([program.Value.File, role], [new("KIT_PAGE", $"{launcher.PageDescriptor}")]);
            var pid = await launcher.StartAsync(start);
            var page = new Page(launcher.Page);
            var finding = await (watcher ?? new Watcher())
                .WatchAsync(pid, page, launcher.Ended, launcher.KillAsync, limit ?? Limit);
            return (finding, await launcher.Ended);
        }
    }

    [SkippableTheory]
    [InlineData("join", "caller T1 (safe call, joins T2) -> pthread T2 (inside, waits for a lock that T1 holds)")]
    [InlineData("join-beside-a-neighbour", "caller T1 (safe call, joins T3) -> pthread T3 (inside, waits for a lock that T1 holds)")]
    [InlineData("suspension", "caller T1 (unsafe call, joins T2) -> pthread T2 (inside, collecting, waits for T1)")]
    [InlineData("unseen-suspension", "caller T1 (unsafe-pointer call, joins T2) -> pthread T2 (inside, collecting, waits for T1)")]
    [InlineData("kept-out", "caller T1 (unsafe call, joins T3) -> pthread T3 (entering, held up by the collection of T2) -> collector T2 (inside, collecting, waits for T1)")]
    public async Task A_cycle_of_waits_is_proved_and_named(string role, string text)
    {
        var (finding, ended) = await roles.PlayAsync(role);

        Assert.Equal((FindingKind.Deadlocked, text), (finding.Kind, finding.Proof?.Text ?? finding.Evidence));
        Assert.Equal(Cycle.OfWaits, finding.Proof?.Kind);
        var least = (WatchTimes.Default.Quiet + WatchTimes.Default.Cycle).TotalSeconds;
        Assert.InRange(finding.StalledSeconds, least, 3);
        Assert.Equal(Signals.Kill, ended.Signal);
    }

    [SkippableTheory]
    [InlineData("library", "caller T1 (unsafe call, waits in C); thread T2 (inside, collecting, waits for T1); thread T3 (entering, held up by the collection of T2); every other thread")]
    [InlineData("ended", "caller T1 (safe call, waits for a callback of T2, which has ended); it is the only thread")]
    [InlineData("alone", "caller T1 (entering, asleep); it is the only thread of its process")]
    [InlineData("forked", "caller T1 (safe call, waits for the process of T2 to end); forked T2 (entering, asleep); it is the only thread")]
    [InlineData("forked-collector", "caller T1 (safe call, waits for the process of T2 to end); forked T2 (inside, collecting, waits for threads that fork did not copy); it is")]
    public async Task A_process_of_which_nobody_can_wake_anybody_is_proved_to_stand_still(string role, string text)
    {
        var (finding, _) = await roles.PlayAsync(role);

        Assert.Equal(FindingKind.Deadlocked, finding.Kind);
        Assert.StartsWith(text, finding.Proof!.Text, StringComparison.Ordinal);
        Assert.Equal(Cycle.Standstill, finding.Proof.Kind);
    }

    [SkippableFact]
    public async Task The_evidence_has_the_facts_of_each_thread()
    {
        var (finding, _) = await roles.PlayAsync("suspension");

        var caller = finding.Proof!.Steps[0];
        Assert.Equal((0, "caller", "unsafe", "calling", "join", 1), (caller.Slot, caller.Role, caller.Call, caller.Stage, caller.Waits, caller.ForSlot));
        Assert.Equal("futex, no time limit", caller.Syscall);
        Assert.Contains(caller.State, (string[])["S", "R"]); // the collector's signals wake it over and over, and a core may be busy
        Assert.InRange(caller.SwitchesPerSecond, 50, 1e6);
        var collector = finding.Proof.Steps[1];
        Assert.Equal(("pthread", "collection", 0), (collector.Role, collector.Waits, collector.ForSlot));
        Assert.Contains(collector.Syscall, (string[])["nanosleep", "running"]);
        Assert.InRange(collector.CpuShare, 0, 0.9);
        Assert.True(finding.Proof.Samples >= WatchTimes.Default.Samples);
        Assert.Equal("cycle: caller/unsafe/calling/join > pthread/none/inside/collection", finding.Proof.Signature);
    }

    [SkippableFact]
    public async Task A_slow_child_beside_busy_cores_is_never_taken_for_a_stuck_one()
    {
        var played = await Task.WhenAll(SlowRoles.Select(async (role, i) =>
            (role, (await roles.PlayAsync(role, TimeSpan.FromSeconds(30), i == 0 ? 2 * Environment.ProcessorCount : 0)).Finding)));

        Assert.All(played, p => Assert.Equal((p.role, FindingKind.Ended, Token.Right), (p.role, p.Finding.Kind, p.Finding.Page.Token)));
    }

    [SkippableTheory]
    [InlineData("join")]
    [InlineData("suspension")]
    [InlineData("kept-out")]
    [InlineData("library")]
    public async Task Busy_cores_hide_no_deadlock(string role)
    {
        var (finding, _) = await roles.PlayAsync(role, TimeSpan.FromSeconds(30), 2 * Environment.ProcessorCount);

        Assert.Equal(FindingKind.Deadlocked, finding.Kind);
    }

    [SkippableFact]
    public async Task A_thread_that_runs_while_the_page_stands_still_is_a_livelock()
    {
        var (finding, _) = await roles.PlayAsync("livelock", TimeSpan.FromSeconds(2.5));

        Assert.Equal(FindingKind.Livelocked, finding.Kind);
        Assert.StartsWith("pthread T2 (inside) ran ", finding.Evidence, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("lively", "pthread T2 (inside; Polling in nanosleep)")]
    [InlineData("sleep", "caller T1 (inside, waits: timed; AsleepTimed in nanosleep)")]
    public async Task What_is_not_proved_is_timed_out_and_says_where_it_stood(string role, string text)
    {
        var (finding, _) = await roles.PlayAsync(role, TimeSpan.FromSeconds(1.5));

        Assert.Equal(FindingKind.TimedOut, finding.Kind);
        Assert.Contains(text, finding.Evidence, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Time_in_which_the_kit_was_stopped_itself_is_not_held_against_a_child()
    {
        // Like one that is stopped for a second after each look. The time of the child would be up at the first of them.
        var stopped = new WatchTimes { Look = TimeSpan.FromSeconds(1), Gap = TimeSpan.FromSeconds(0.1), Silence = TimeSpan.FromSeconds(0.5) };

        var (finding, _) = await roles.PlayAsync("slow-sleep", TimeSpan.FromSeconds(0.8), watcher: new Watcher(stopped));

        Assert.Equal((FindingKind.Ended, Token.Right), (finding.Kind, finding.Page.Token));
    }

    [SkippableFact]
    public async Task A_proof_is_looked_into_before_the_child_is_killed()
    {
        var asked = new List<(bool Alive, string Text)>();
        var watcher = new Watcher(corroborate: (pid, cycle) =>
        {
            asked.Add((Directory.Exists($"/proc/{pid}"), cycle.Text));
            return new Opinion(Task.FromResult("looked"), NeedsTheChild: true);
        });

        var (finding, _) = await roles.PlayAsync("join", watcher: watcher);

        Assert.Equal("looked", finding.Corroboration);
        Assert.Equal((true, finding.Proof!.Text), Assert.Single(asked));
    }

    [SkippableFact]
    public async Task Who_ends_while_the_proof_is_looked_into_has_ended_by_itself()
    {
        var launcher = Launcher.Open(Installation.Find());
        using (launcher)
        {
            var watcher = new Watcher(corroborate: (_, _) => new Opinion(TooLateAsync(), NeedsTheChild: true));
            using var program = CProgram.FromFile("roles.c");
            var pid = await launcher.StartAsync(
                new ChildStart([program.File, "join"], [new("KIT_PAGE", $"{launcher.PageDescriptor}")]));

            var finding = await watcher.WatchAsync(
                pid, new Page(launcher.Page), launcher.Ended, launcher.KillAsync, Limit);

            Assert.Equal(FindingKind.Ended, finding.Kind);
        }

        async Task<string> TooLateAsync()
        {
            await launcher.KillAsync();
            return "too late";
        }
    }

    [SkippableFact]
    public async Task A_child_that_is_stuck_like_another_does_not_burn_a_core_until_that_one_is_looked_into()
    {
        var watcher = new Watcher(corroborate: (pid, _) => new Opinion(SayWhenGoneAsync(pid), NeedsTheChild: false));

        var (finding, _) = await roles.PlayAsync("join", watcher: watcher);

        Assert.Equal("gone", finding.Corroboration);

        static async Task<string> SayWhenGoneAsync(int pid)
        {
            while (Directory.Exists($"/proc/{pid}"))
                await Task.Delay(5);
            return "gone";
        }
    }
}
