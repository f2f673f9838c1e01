using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Kit.Execution;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Native;

/// <summary>The C half on the other architecture that it knows: built by a cross compiler, run by an emulator. A real machine
/// orders memory less strictly than the emulator does, so this stands beside a run on one and not in its place.</summary>
public class CrossBuildTests
{
    const string Tools = "apt-get install cmake make gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user";
    const string Root = "/usr/aarch64-linux-gnu";

    static readonly string Build = Path.Combine(Installation.Find().Root, "artifacts", "native-arm64");

    [SkippableFact]
    public async Task Every_thread_kind_is_sound_on_an_emulated_arm64()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the thread kinds are those of Linux");
        Skip.If(RuntimeInformation.ProcessArchitecture == Architecture.Arm64, "this machine is one: the self-test runs without emulator");
        Skip.IfNot(Directory.Exists(Root), $"there is no {Root}: {Tools}");
        foreach (var tool in new[] { "cmake", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "qemu-aarch64" })
        {
            Skip.If((await RunAsync(tool, "--version")).Code != 0, $"{tool} does not work here: {Tools}");
        }

        await BuildAsync();

        Assert.InRange(ThreadLocalTests.Bytes(Path.Combine(Build, "libcallbacks.so")), 1ul, ThreadLocalTests.Room);
        var said = new List<string>();
        foreach (var thread in TheMatrix.Axes.Threads.Where(t => t.Name != "library" && !t.Name.EndsWith("-2000", StringComparison.Ordinal)))
        {
            var heard = await RunAsync("qemu-aarch64", "-L", Root, Path.Combine(Build, "selftest"), "each", thread.Name);
            said.Add(heard.EndedWith(0).Output);
        }

        Assert.Contains(said, s => s.Contains("ok each::ucontext\n", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("the least here is 131072 bytes", StringComparison.Ordinal)); // stack-16k
    }

    static async Task BuildAsync()
    {
        var source = Path.Combine(Installation.Find().Root, "native", "callbacks");
        // Of the headers of other libraries those that are here are this machine's, and nothing of that one is to be held against them.
        var own = (await RunAsync("aarch64-linux-gnu-gcc", "-print-file-name=include")).EndedWith(0).Output.Trim();
        (await RunAsync("cmake", "-S", source, "-B", Build, "--log-level=WARNING", "-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
            "-DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc", "-DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++", $"-DCMAKE_C_FLAGS=-nostdinc -isystem {own} -isystem {Root}/include")).EndedWith(0);
        (await RunAsync("cmake", "--build", Build, "--parallel", $"{Environment.ProcessorCount}")).EndedWith(0);
    }

    static async Task<Heard> RunAsync(params string[] command)
    {
        try
        {
            using var running = Running.Start([], command);
            return await running.EndAsync(TimeSpan.FromMinutes(15)); // twenty seconds, unless others are busy
        }
        catch (Win32Exception)
        {
            Skip.If(true, $"there is no {command[0]}: {Tools}");
            throw new UnreachableException();
        }
    }
}
