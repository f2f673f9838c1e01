using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>The second opinion: what the runtime itself says of threads that are stuck.</summary>
public class LookTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    static Step Step(int slot, int tid, string call, Stage stage) =>
        new(slot, 1, tid, "caller", call, stage.Word(), "join", 1, "S", "", 0, 0, "");

    static Cycle Stuck { get; } =
        new(Cycle.OfWaits, [Step(0, 7, "unsafe", Stage.Calling), Step(1, 8, "none", Stage.Inside)], "text", "signature", 0.3, 7);

    static Seen Said(string modeOfCaller) => new(null, "10.0.1",
        [new(7, 1, modeOfCaller, false, 0, []), new(8, 4, "preemptive", false, 0, ["[HelperFrame]", "System.GC.Collect"])], []);

    static Looks Looks => Looks.By(Installation.Find());

    [Fact]
    public void A_runtime_that_says_the_same_agrees() =>
        Assert.Equal(
            "CoreCLR 10.0.1 agrees: T1 is cooperative; T2 is preemptive in System.GC.Collect",
            Corroboration.Of(Stuck, Said("cooperative")));

    [Fact]
    public void A_runtime_that_says_otherwise_is_heard() =>
        Assert.Equal(
            "CORROBORATION FAILED, CoreCLR 10.0.1 says otherwise: T1 is preemptive",
            Corroboration.Of(Stuck, Said("preemptive")));

    [Theory]
    [InlineData("PID 7 - process\nTID 7:\n#0  0x00007f2b3c089d16 __futex_abstimed_wait\n#1  0x00007f2b3c08f000 kit_run\nTID 8:\n#0  0x00007f2b3c0e1a2f clock_nanosleep\n")]
    [InlineData("[New LWP 8]\nThread 2 (Thread 0x7f2b (LWP 8) \"worker\"):\n#0  0x00007f2b3c0e1a2f in clock_nanosleep () from /lib/libc.so.6\n\nThread 1 (Thread 0x7f2c (LWP 7)):\n#0  __futex_abstimed_wait (x=1) at a.c:1\n#1  0x00007f2b3c08f000 in kit_run ()\n")]
    public void Stacks_are_read_from_either_tool_and_prove_less(string text)
    {
        var seen = new Seen(null, "", NativeStacks.Parse(text), []) { Tool = "a tool" };

        Assert.Equal(
            "native stacks by a tool: T1 in kit_run; T2 in clock_nanosleep. No runtime tells the " +
            "modes of its threads here: the proof stands on the page and on /proc",
            Corroboration.Of(Stuck, seen));
    }

    [Fact]
    public void No_look_is_no_agreement() =>
        Assert.Equal("not corroborated: no permission", Corroboration.Of(Stuck, Seen.Nothing("no permission")));

    [Fact]
    public async Task A_process_without_a_runtime_is_answered_with_its_stacks_or_with_the_tool_that_shows_them()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", "100"))!;
        try
        {
            var seen = await Looks.AtAsync(process.Id);

            if (seen.Problem is { } problem)
                Assert.Contains("apt-get install elfutils", problem, StringComparison.Ordinal);
            else
                Assert.Equal([process.Id], seen.Threads.Select(t => t.Tid));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_process_that_is_gone_is_answered_with_a_reason()
    {
        using var process = Process.Start(new ProcessStartInfo("true"))!;
        process.WaitForExit();

        Assert.NotNull((await Looks.AtAsync(process.Id)).Problem);
    }

    [Fact]
    public async Task A_look_that_cannot_begin_is_a_reason_too()
    {
        var seen = await new Looks(["/no/such/program"]).AtAsync(1);

        Assert.StartsWith("no look: ", seen.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_takes_too_long_is_given_up()
    {
        var seen = await new Looks(["/bin/sh", "-c", "exec sleep 100"], TimeSpan.FromSeconds(0.2)).AtAsync(1);

        Assert.StartsWith("the look took longer", seen.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_cycle_is_looked_into_once()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var looks = new Looks(["/bin/sh", "-c", $"while read pid; do echo >> {file}; echo '{{\"runtime\":\"1\",\"threads\":[],\"monitors\":[]}}'; done"]);

            var words = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => looks.Ask(1, Stuck).Words));
            await looks.Ask(1, Stuck with { Kind = "another" }).Words;

            Assert.Equal(2, File.ReadLines(file).Count());
            Assert.Equal(4, words.Count(w => w.EndsWith("(asked of the first child that was stuck like this)", StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Whoever_died_between_two_looks_is_replaced()
    {
        using var looks = new Looks(["/bin/sh", "-c", "read pid; echo \"{\\\"runtime\\\":\\\"$$\\\",\\\"threads\\\":[],\\\"monitors\\\":[]}\""]);

        var first = await looks.AtAsync(1);
        var second = await looks.AtAsync(1);

        Assert.Null(second.Problem);
        Assert.NotEqual(first.Runtime, second.Runtime);
    }

    [SkippableFact]
    public async Task A_real_cell_that_is_stuck_is_proved_and_its_runtime_agrees()
    {
        var installation = Installation.Find();
        Skip.IfNot(File.Exists(installation.CellsDll), "the cells are not built: ./run-conformance.sh");
        using var launcher = Launcher.Open(installation);
        var watcher = new Watcher(corroborate: Looks.Ask);
        var pid = await launcher.StartAsync(new ChildStart(
            [installation.Host, Installation.RuntimeDirectory, installation.CellsDll, "each", "unsafe", "pthread", "uco", "collect"],
            [new("KIT_PAGE", $"{launcher.PageDescriptor}"), new("TMPDIR", launcher.WorkDirectory)]));

        var finding = await watcher.WatchAsync(
            pid, new Page(launcher.Page), launcher.Ended, launcher.KillAsync, Limit);

        Assert.Equal("caller T1 (unsafe call, joins T2) -> pthread T2 (inside, collecting, waits for T1)", finding.Proof?.Text);
        Assert.Contains("agrees: T1 is cooperative; T2 is preemptive in System.GC.Collect", finding.Corroboration, StringComparison.Ordinal);
    }
}
