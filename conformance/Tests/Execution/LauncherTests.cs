using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>What a child gets, and what is told of it, through the real kit-launcher.</summary>
public sealed class LauncherTests : IDisposable
{
    readonly Workbench workbench = new();

    Launcher Launcher => workbench.Launcher;

    public void Dispose() => workbench.Dispose();

    [Fact]
    public async Task An_exit_code_is_told()
    {
        var ended = await workbench.RunAsync("exit 7");

        Assert.Equal((7, null, 0), (ended.ExitCode, ended.Signal, ended.Left));
    }

    [Fact]
    public async Task A_signal_is_told_and_is_not_an_exit_code()
    {
        var ended = await workbench.RunAsync("kill -SEGV $$");

        Assert.Equal((null, 11, false), (ended.ExitCode, ended.Signal, ended.DumpedCore));
    }

    [Fact]
    public async Task The_process_that_is_told_is_the_program_itself()
    {
        var pid = await Launcher.StartAsync(Workbench.Shell("echo $$"));
        var ended = await Launcher.Ended;

        Assert.Equal(pid, ended.Pid);
        Assert.Equal($"{pid}\n", workbench.Output);
    }

    [Fact]
    public async Task Both_outputs_are_in_files_that_start_empty()
    {
        await workbench.RunAsync("echo a long first line; echo error >&2");
        Assert.Equal("error\n", File.ReadAllText(Launcher.ErrorFile));

        await workbench.RunAsync("echo one; echo two");

        Assert.Equal("one\ntwo\n", workbench.Output);
        Assert.Empty(File.ReadAllText(Launcher.ErrorFile));
    }

    [Theory]
    [InlineData("/no/such/program", 2)]
    [InlineData("/etc/passwd", 13)]
    public async Task A_program_that_cannot_be_executed_is_a_failed_start_and_not_an_end(string path, int error)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => Launcher.StartAsync(Workbench.Program(path)));

        Assert.Equal(error, failure.Error);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await workbench.RunAsync("exit 0")).ExitCode);
    }

    [Fact]
    public async Task The_environment_is_exactly_the_one_given()
    {
        await workbench.RunAsync(new ChildStart(["/usr/bin/env"], [new("B", "two words\nand lines, ü"), new("A", "")]));

        Assert.Equal("B=two words\nand lines, ü\nA=\n", workbench.Output);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        await workbench.RunAsync(Workbench.Program("/usr/bin/printf", "[%s]", "", "a b", "*", "$x", "'\"\n"));

        Assert.Equal("[][a b][*][$x]['\"\n]", workbench.Output);
    }

    [Fact]
    public async Task A_request_may_be_longer_than_a_pipe()
    {
        string[] arguments = [.. Enumerable.Range(0, 20_000).Select(n => n.ToString("D10"))];

        await workbench.RunAsync(Workbench.Program(["/bin/sh", "-c", "echo $# $1 ${20000}", "sh", .. arguments]));

        Assert.Equal($"20000 {arguments[0]} {arguments[^1]}\n", workbench.Output);
    }

    [Fact]
    public async Task A_string_with_a_NUL_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Launcher.StartAsync(Workbench.Shell("exit 0\0exit 1")));
    }

    [Fact]
    public async Task A_child_inherits_its_page_and_nothing_else()
    {
        var pid = await Launcher.StartAsync(Workbench.Program("/bin/sleep", "100"));
        // The launcher hears of the exec a moment before the kernel has closed what exec closes.
        await Workbench.UntilAsync(() => Workbench.Status(pid, "Name") == "sleep");

        Assert.Equal(
            [0, 1, 2, Launcher.PageDescriptor],
            Directory.GetFileSystemEntries($"/proc/{pid}/fd").Select(Path.GetFileName).Select(int.Parse!).Order());
        Assert.Equal("/dev/null", new FileInfo($"/proc/{pid}/fd/0").LinkTarget);
        Assert.Equal(Launcher.WorkDirectory, new FileInfo($"/proc/{pid}/cwd").LinkTarget);
        Assert.All(
            ["SigBlk", "SigIgn", "SigCgt"],
            set => Assert.Equal("0000000000000000", Workbench.Status(pid, set)));
    }

    [Fact]
    public async Task A_child_has_its_own_group_out_of_the_terminals_reach_and_goes_first_when_memory_is_short()
    {
        var pid = await Launcher.StartAsync(Workbench.Program("/bin/sleep", "100"));

        var stat = File.ReadAllText($"/proc/{pid}/stat").Split(' ');
        Assert.Equal([Launcher.Pid, pid, Launcher.Pid, 0], stat[3..7].Select(int.Parse));
        Assert.Equal("1000\n", File.ReadAllText($"/proc/{pid}/oom_score_adj"));
    }

    [Fact]
    public async Task Limits_are_set_and_cores_are_off_unless_asked_for()
    {
        await workbench.RunAsync(
            Workbench.Program("/bin/cat", "/proc/self/limits") with { CpuSeconds = 3, DataBytes = 1L << 32 });
        var limits = Limits();
        Assert.Equal(("3", "5"), limits["Max cpu time"]);
        Assert.Equal(("4294967296", "4294967296"), limits["Max data size"]);
        Assert.Contains(limits["Max core file size"].Soft, (string[])["0", "1"]); // neither leaves room for a core

        await workbench.RunAsync(Workbench.Program("/bin/cat", "/proc/self/limits") with { Cores = true });
        limits = Limits();
        Assert.Equal(limits["Max core file size"].Hard, limits["Max core file size"].Soft);
        Assert.Equal("unlimited", limits["Max cpu time"].Soft);

        Dictionary<string, (string Soft, string Hard)> Limits() => File.ReadLines(Launcher.OutputFile).Skip(1)
            .ToDictionary(line => line[..26].Trim(), line => (line[26..47].Trim(), line[47..68].Trim()));
    }

    [Fact]
    public async Task A_child_that_spins_for_ever_ends_by_itself()
    {
        var ended = await workbench.RunAsync(Workbench.Shell("while :; do :; done") with { CpuSeconds = 1 });

        Assert.Equal(24, ended.Signal); // SIGXCPU
        Assert.InRange(ended.CpuTime.TotalSeconds, 0.5, 3); // the kernel looks at it when its clock ticks
    }

    [Fact]
    public async Task CPU_time_includes_what_the_child_waited_for_and_nothing_else()
    {
        const string busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

        var waited = await workbench.RunAsync($"sh -c '{busy}'; :");
        var left = await workbench.RunAsync(
            $"sh -c '{busy}; echo ready; sleep 100' & while [ ! -s out ]; do sleep 0.01; done");

        Assert.True(waited.CpuTime > 2 * left.CpuTime, $"{waited.CpuTime} against {left.CpuTime}");
        Assert.InRange(waited.PeakBytes, 100 << 10, 100 << 20);
    }

    [Fact]
    public async Task The_page_survives_its_writers_death_and_is_zero_again_for_the_next_child()
    {
        await workbench.StartAsync(
            $"printf 'I was here' 1<>/proc/self/fd/{Launcher.PageDescriptor}; echo ready; sleep 100");
        await Launcher.KillAsync();
        Assert.Equal("I was here", workbench.PageText);

        await workbench.RunAsync("exit 0");

        Assert.Empty(workbench.PageText);
    }

    [Fact]
    public async Task A_child_cannot_take_the_page_from_under_its_reader()
    {
        await workbench.RunAsync(
            $"printf here 1<>/proc/self/fd/{Launcher.PageDescriptor}; : >/proc/self/fd/{Launcher.PageDescriptor}");

        Assert.Equal("here", workbench.PageText);
    }

    [Fact]
    public async Task A_second_child_has_to_wait_for_the_first()
    {
        await Launcher.StartAsync(Workbench.Program("/bin/sleep", "100"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Launcher.StartAsync(Workbench.Shell("exit 0")));
    }

    [Theory]
    [InlineData("/nowhere", "/bin/sh", "there is no folder /nowhere")]
    [InlineData("/usr/lib", "/bin/sh", "no runtime in /usr/lib/")]
    [InlineData("/usr/lib", "/nowhere.dll", "there is no program /nowhere.dll")]
    public async Task The_host_says_what_it_lacks_and_how_it_is_used(string runtime, string program, string complaint)
    {
        var ended = await workbench.RunAsync(Workbench.Program(Installation.Find().Host, runtime, program));

        Assert.Equal(125, ended.ExitCode);
        var said = File.ReadAllText(Launcher.ErrorFile);
        Assert.Contains(complaint, said, StringComparison.Ordinal);
        Assert.Contains("usage: kit-host RUNTIME_DIR APP.dll", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launcher_that_is_not_built_is_an_error_that_says_what_to_type()
    {
        var installation = Installation.Find();

        var missing = Assert.Throws<InstallationException>(() => installation.Need("/nowhere/kit-launcher"));

        Assert.Contains("./run-conformance.sh", missing.Message, StringComparison.Ordinal);
        Assert.Throws<InstallationException>(() => Installation.Find("/"));
    }

    [Fact]
    public void A_launcher_that_cannot_run_is_an_error_that_says_why()
    {
        Assert.Throws<LauncherException>(() => Launcher.Open("/etc/passwd"));
        var wrong = Assert.Throws<LauncherException>(() => Launcher.Open("/bin/mkdir")); // makes the folder, ends

        Assert.Contains("exit code 0", wrong.Message, StringComparison.Ordinal);
    }
}
