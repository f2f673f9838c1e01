using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>No process, file or descriptor of a child is left, whoever dies and however.</summary>
public sealed class LauncherLeavesNothingTests : IDisposable
{
    const string Orphans = "setsid sh -c 'setsid sleep 100 & echo ready; sleep 100; :' & sleep 100; :";

    readonly Workbench workbench = new();

    Launcher Launcher => workbench.Launcher;

    public void Dispose() => workbench.Dispose();

    [Fact]
    public async Task An_orphan_that_left_its_session_is_counted_and_gone()
    {
        var ended = await workbench.RunAsync("setsid sleep 100 & echo $!");

        Assert.Equal((0, 1), (ended.ExitCode, ended.Left));
        Assert.False(Directory.Exists("/proc/" + workbench.Output.Trim()));
        Assert.Empty(Workbench.ProcessesIn(Launcher.WorkDirectory));
    }

    [Fact]
    public async Task An_orphan_that_had_ended_before_the_child_did_is_not_counted()
    {
        var ended = await workbench.RunAsync("(setsid true &); (setsid sh -c 'kill -KILL $$' &); sleep 0.3");

        Assert.Equal(0, ended.Left);
    }

    [Fact]
    public async Task Killing_a_child_kills_all_that_came_of_it()
    {
        var pid = await workbench.StartAsync(Orphans);
        Assert.NotEmpty(Workbench.ProcessesIn(Launcher.WorkDirectory));

        await Launcher.KillAsync();
        var ended = await Launcher.Ended;

        Assert.Equal((pid, 9), (ended.Pid, ended.Signal));
        Assert.InRange(ended.Left, 3, 4);
        Assert.Empty(Workbench.ProcessesIn(Launcher.WorkDirectory));
    }

    [Fact]
    public async Task Killing_when_nothing_runs_does_nothing()
    {
        await Launcher.KillAsync();
        await workbench.RunAsync("exit 0");
        await Launcher.KillAsync();

        Assert.Equal(0, (await workbench.RunAsync("exit 0")).ExitCode);
    }

    [Fact]
    public async Task A_child_that_stopped_itself_can_be_killed()
    {
        var pid = await Launcher.StartAsync(Workbench.Shell("kill -STOP $$"));
        await Workbench.UntilAsync(() => Workbench.Status(pid, "State").StartsWith('T'));

        await Launcher.KillAsync();

        Assert.Equal(9, (await Launcher.Ended).Signal);
    }

    [Fact]
    public async Task A_chain_that_forks_on_and_on_in_new_sessions_is_gone_as_well()
    {
        // Each link starts the next and ends: whoever is listed as alive may be gone a moment later.
        File.WriteAllText(
            Path.Combine(Launcher.WorkDirectory, "link"), "[ $1 -gt 2000 ] || setsid sh link $(($1+1)) & exit 0");

        await workbench.RunAsync("sh link 0; sleep 0.1");

        Assert.Empty(Workbench.ProcessesIn(Launcher.WorkDirectory));
    }

    [Fact]
    public async Task Sockets_of_a_killed_runtime_are_removed_and_other_files_stay()
    {
        await workbench.RunAsync("touch dotnet-diagnostic-1-2-socket clr-debug-pipe-1-2-in clr-debug-pipe-1-2-out me");

        Assert.Equal(["err", "me", "out"],
            Directory.EnumerateFileSystemEntries(Launcher.WorkDirectory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Many_children_leave_no_descriptor_and_no_process()
    {
        var before = Descriptors();
        for (var i = 0; i < 500; i++)
        {
            var ended = await workbench.RunAsync(Workbench.Program("/bin/true"));
            Assert.Equal((0, 0), (ended.ExitCode, ended.Left));
        }

        Assert.Equal(before, Descriptors());
        Assert.Empty(File.ReadAllText($"/proc/{Launcher.Pid}/task/{Launcher.Pid}/children"));

        int Descriptors() => Directory.GetFileSystemEntries($"/proc/{Launcher.Pid}/fd").Length;
    }

    [Fact]
    public async Task Spinners_outlive_a_child_and_are_not_counted_as_left()
    {
        Assert.Equal(3, await Launcher.SpinAsync(3));
        Assert.Equal(0, (await workbench.RunAsync("exit 0")).Left);
        await Launcher.StartAsync(Workbench.Program("/bin/sleep", "100"));
        await Launcher.KillAsync();
        Assert.Equal(3, Children().Length);

        Assert.Equal(1, await Launcher.SpinAsync(1));
        var spinner = Assert.Single(Children());
        Assert.Equal("kit-spinner", Workbench.Status(spinner, "Name"));

        Launcher.Dispose();
        Assert.False(Directory.Exists($"/proc/{spinner}"));

        int[] Children() => [.. File.ReadAllText($"/proc/{Launcher.Pid}/task/{Launcher.Pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    [Fact]
    public async Task Disposing_ends_the_child_and_says_so_to_whoever_waits_for_it()
    {
        var pid = await workbench.StartAsync(Orphans);
        var ended = Launcher.Ended;

        Launcher.Dispose();

        await Assert.ThrowsAsync<LauncherException>(() => ended);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Launcher.StartAsync(Workbench.Shell("exit 0")));
        AssertNothingLeft(pid, Launcher.Pid, Launcher.WorkDirectory);
    }

    [Fact]
    public async Task A_launcher_that_was_killed_is_an_exception_that_says_so_and_leaves_nothing()
    {
        var pid = await workbench.StartAsync(Orphans);
        using var launcher = Process.GetProcessById(Launcher.Pid);

        launcher.Kill();

        var dead = await Assert.ThrowsAsync<LauncherException>(() => Launcher.Ended);
        Assert.Contains("ended by signal 9", dead.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LauncherException>(() => Launcher.StartAsync(Workbench.Shell("exit 0")));
        AssertNothingLeft(pid, Launcher.Pid, Launcher.WorkDirectory);
    }

    [Fact]
    public async Task A_parent_that_was_killed_leaves_nothing()
    {
        using var parent = StandIn(Orphans);
        var (launcher, child, work) = await UnderStandInAsync();
        Assert.False(Workbench.IsGone(launcher) || Workbench.IsGone(child));

        parent.Kill();

        await Workbench.UntilAsync(() => Workbench.IsGone(launcher));
        AssertNothingLeft(child, launcher, work);
    }

    [Fact]
    public async Task A_child_dies_with_its_launcher_even_when_nobody_cleans_up()
    {
        using var parent = StandIn("echo ready; exec sleep 100");
        var (launcher, child, _) = await UnderStandInAsync();
        using var victim = Process.GetProcessById(launcher);

        victim.Kill();

        await Workbench.UntilAsync(() => Workbench.IsGone(child));
        parent.Kill();
    }

    /// <summary>Somebody to kill in our place: a shell with the only writing end of a launcher's requests.</summary>
    Process StandIn(string child)
    {
        var script = """
            mkfifo requests
            "$1" "$PWD/work" <requests >answers &
            exec 3>requests
            printf 'start 3 1 0 0 0\n/bin/sh\0-c\0%s\0PATH=/usr/bin:/bin\0' "$2" >&3
            read never
            """;
        var info = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", Installation.Find().Launcher, child])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Launcher.WorkDirectory,
        };
        return Process.Start(info)!;
    }

    async Task<(int Launcher, int Child, string Work)> UnderStandInAsync()
    {
        var work = Path.Combine(Launcher.WorkDirectory, "work");
        await Workbench.UntilAsync(() => File.Exists(work + "/out") && File.ReadAllText(work + "/out") == "ready\n");
        var answers = File.ReadAllText(Path.Combine(Launcher.WorkDirectory, "answers")).Split(' ', '\n');
        return (int.Parse(answers[1]), int.Parse(answers[4]), work);
    }

    static void AssertNothingLeft(int child, int launcher, string work)
    {
        Assert.True(Workbench.IsGone(child) && Workbench.IsGone(launcher));
        Assert.False(Directory.Exists(work));
        Assert.Empty(Workbench.ProcessesIn(work));
    }
}
