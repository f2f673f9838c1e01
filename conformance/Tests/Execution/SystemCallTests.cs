using System.Runtime.InteropServices;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>What a line of /proc/PID/task/TID/syscall says of how a wait can end. The lines are of x64.</summary>
public class SystemCallTests
{
    [SkippableTheory]
    [InlineData("202 0x7f8bfd5ff990 0x109 0x145a 0x0 0x0 0xffffffff 0x7ffc9d319280 0x7f98763c3f16", WaitShape.Untimed)] // pthread_join
    [InlineData("202 0x7f2574001eb0 0x189 0x0 0x0 0x0 0xffffffff 0x7f31749fe570 0x7f31fcfc3f16", WaitShape.UntimedPrivate)] // a condition
    [InlineData("202 0x56455eb42030 0x80 0x2 0x0 0x0 0x7f2234002630 0x7f223ef6eb28 0x7f2eb8ca412b", WaitShape.UntimedPrivate)] // a mutex
    [InlineData("202 0x55b04c618ff0 0x89 0x0 0x7f97f4a0a840 0x0 0xffffffff 0x7f97f4a0a730 0x7f98763c3f16", WaitShape.Timed)]
    [InlineData("202 0x55b04c618ff0 0x81 0x1 0x0 0x0 0x0 0x7f97f4a0a730 0x7f98763c3f16", WaitShape.Unknown)] // it wakes, it does not wait
    [InlineData("61 0x192b 0x7ffe6e1eebfc 0x0 0x0 0x0 0x7f19ee339080 0x7ffe6e1eebb0 0x7f1a6caf1c17", WaitShape.Process)]
    [InlineData("61 0x192b 0x7ffe6e1eebfc 0x1 0x0 0x0 0x7f19ee339080 0x7ffe6e1eebb0 0x7f1a6caf1c17", WaitShape.Timed)] // WNOHANG
    [InlineData("7 0x7f97f6a0ee28 0x1 0xffffffff 0x61ca7ca8 0x0 0x7f97f0000d50 0x7f97f6a0ede0 0x7f987643a26f", WaitShape.Outside)]
    [InlineData("7 0x7f97f6a0ee28 0x1 0x64 0x61ca7ca8 0x0 0x7f97f0000d50 0x7f97f6a0ede0 0x7f987643a26f", WaitShape.Timed)]
    [InlineData("230 0x0 0x0 0x7f8bfd5feae0 0x7f8bfd5fead0 0x0 0x0 0x7f8bfd5fea90 0x7f987640d545", WaitShape.Timed)]
    [InlineData("0 0x3 0x7ffe 0x1 0x0 0x0 0x0 0x7ffe 0x7f98", WaitShape.Outside)]
    [InlineData("999 0x3 0x7ffe 0x1 0x0 0x0 0x0 0x7ffe 0x7f98", WaitShape.Unknown)]
    [InlineData("-1 0x7ffe6e1eebb0 0x7f1a6caf1c17", WaitShape.Unknown)] // in the kernel, but for a page fault
    [InlineData("running\n", WaitShape.Running)]
    [InlineData("", WaitShape.Unknown)]
    [InlineData("nonsense 1 2", WaitShape.Unknown)]
    [InlineData("202 0xzz", WaitShape.Unknown)]
    public void A_wait_is_known_by_its_call_and_its_time_limit(string line, WaitShape shape)
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "system calls have other numbers here");

        Assert.Equal(shape, SystemCall.Parse(line).Shape);
    }

    [Fact]
    public void What_cannot_be_read_is_not_a_wait_without_limit()
    {
        Assert.Equal(WaitShape.Unknown, SystemCall.Unreadable.Shape);
        Assert.False(SystemCall.Parse("").IsReadable);
        Assert.True(SystemCall.Parse("running").IsReadable);
    }
}
