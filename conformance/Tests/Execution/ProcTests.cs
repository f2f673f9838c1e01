using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

public sealed class ProcTests
{
    [Fact]
    public void This_process_has_threads_with_names_and_times()
    {
        var pid = Environment.ProcessId;

        var threads = Proc.Threads(pid).Select(tid => Proc.Thread(pid, tid)).OfType<ThreadSample>().ToList();

        Assert.Contains(threads, t => t.Tid == pid);
        Assert.Contains(threads, t => t.Name.StartsWith(".NET", StringComparison.Ordinal));
        Assert.Contains(threads, t => t.CpuNanoseconds > 0);
        Assert.All(threads, t => Assert.Equal(pid, t.Pid));
    }

    [Fact]
    public void A_thread_that_sleeps_is_seen_asleep_in_its_system_call()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", "100"))!;
        try
        {
            ThreadSample? sample = null;
            for (var i = 0; i < 200 && sample is not { State: 'S', Name: "sleep" }; i++)
            {
                Thread.Sleep(10);
                sample = Proc.Thread(process.Id, process.Id);
            }

            Assert.Equal(('S', WaitShape.Timed), (sample!.State, sample.SystemCall.Shape));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void Who_is_gone_is_not_there_and_no_error()
    {
        using var process = Process.Start(new ProcessStartInfo("true"))!;
        process.WaitForExit();

        Assert.Empty(Proc.Threads(process.Id));
        Assert.Null(Proc.Thread(process.Id, process.Id));
        Assert.Empty(Sample.Take(0, process.Id, PageView.Blank).Threads);
    }

    [Fact]
    public void A_slot_that_names_a_process_of_somebody_else_gets_no_look_at_it()
    {
        using var child = Process.Start(new ProcessStartInfo("setsid", ["sleep", "100"]))!;
        try
        {
            var page = new PageBytes().Slot("forked", Stage.Inside, tid: 1, pid: 1)
                .Slot("forked", Stage.Inside, Environment.ProcessId, pid: Environment.ProcessId).Read();
            for (var i = 0; i < 200 && Proc.Thread(child.Id, child.Id)?.Name != "sleep"; i++)
                Thread.Sleep(10);

            var sample = Sample.Take(0, child.Id, page);

            Assert.All(sample.Threads.Values, t => Assert.Equal(child.Id, t.Pid));
        }
        finally
        {
            child.Kill();
        }
    }

    [Theory]
    [InlineData("1 (a) S 2 3 4 5 6 7 8 9 10 11 12 13 0", "a", 'S', 3, 25)]
    [InlineData("1 (a) (b c) R 2 3 4 5 6 7 8 9 10 11 1 2 0", "a) (b c", 'R', 3, 3)]
    public void The_name_of_a_thread_may_hold_anything(string line, string name, char state, int group, long ticks)
    {
        var stat = Proc.Stat.Parse(line)!;

        Assert.Equal((name, state, group, ticks), (stat.Name, stat.State, stat.Group, stat.Ticks));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 a S 2")]
    [InlineData("1 (a) S")]
    public void Half_a_line_is_none(string line) => Assert.Null(Proc.Stat.Parse(line));
}
