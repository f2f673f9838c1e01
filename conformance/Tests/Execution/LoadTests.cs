using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>The load of <c>+loaded</c> is there, or the run is none of that mode.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task A_load_is_so_many_processes_and_none_of_them_when_it_is_over()
    {
        using var launcher = Launcher.Open(Installation.Find());
        await using (await Load.OfAsync(launcher, 2))
        {
            Assert.Equal(2, Directory.EnumerateDirectories($"/proc/{launcher.Pid}/task").Sum(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
        }

        Assert.False(Directory.Exists($"/proc/{launcher.Pid}"));
    }

    // A system that is out of processes, as the launcher tells of it: it stands in for the real one.
    [Fact]
    public async Task A_load_of_which_the_system_grants_a_part_is_not_in_force()
    {
        using var folder = new TemporaryFolder();
        var scanty = folder.Write(
            """
            #!/bin/sh
            head -c 16384 /dev/zero >"$0.page"
            exec 9<"$0.page"
            echo "ready $$ 9"
            while read -r request; do echo spinning 1; done
            """, "scanty");
        Process.Start("chmod", ["+x", scanty]).WaitForExit();
        var launcher = Launcher.Open(scanty);

        var fault = await Assert.ThrowsAsync<BrokenKitException>(() => Load.OfAsync(launcher, 2));

        Assert.Contains("+loaded is not in force: the system lets 1 of 2 processes run", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{launcher.Pid}"));
    }
}
