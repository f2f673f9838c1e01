using Kit.Commands;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>What the parent keeps does not grow with what it runs.</summary>
public sealed class MemoryTests
{
    const int MostApart = 40; // MiB

    [SkippableFact]
    public async Task Four_hundred_cells_need_hardly_more_memory_than_fifty()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asks /proc");

        var few = await PeakAsync(
            "each,sort,visit::safe::caller,pthread::uco,delegate::empty,allocate,collect,throw-caught", 30, 60);
        var many = await PeakAsync(
            "each,hooks,release,sort,sqlite,subscribe,visit,pool::safe*,marshalled::caller,pthread,worker*,detached::*::empty*,allocate,collect,throw-caught,errno,"
            + "rounding,registers,reenter-safe-1,reenter-safe-100,thread-static,thread-identity,cpp-caught,last-error",
            350, 500);

        Assert.InRange(many, 0, few + MostApart);
    }

    /// <summary>In MiB.</summary>
    static async Task<double> PeakAsync(string selector, int least, int most)
    {
        using var folder = new RunFolder();
        using var run = folder.Start(selector);
        var peak = 0.0;
        var end = run.EndAsync();
        while (!end.IsCompleted)
        {
            peak = Math.Max(peak, run.PeakMebibytes);
            await Task.WhenAny(end, Task.Delay(20));
        }

        Assert.NotEqual(ExitCode.Broken, (await end).Code);
        Assert.InRange(folder.Rows.Count, least, most);
        Assert.InRange(peak, 1, 4096);
        return peak;
    }
}
