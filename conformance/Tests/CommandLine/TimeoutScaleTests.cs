using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Tests.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>--timeout-scale, for builds that take their time.</summary>
public sealed class TimeoutScaleTests : IDisposable
{
    const string Cell = "each::safe::caller::uco::empty";

    readonly BroughtRuntime brought = new();
    readonly RunFolder folder = new();

    public void Dispose()
    {
        brought.Dispose();
        folder.Dispose();
    }

    /// <summary>The plants are timed out before such a runtime has begun, also when they get a second chance: nothing it says can be
    /// believed, until it is given time.</summary>
    [SkippableFact]
    public async Task A_runtime_that_takes_seven_seconds_to_start_is_believed_when_it_is_given_the_time()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var slow = await SlowAsync();

        var hurried = (await folder.RunAsync(Cell, "--runtime", slow)).EndedWith(ExitCode.Broken);
        Assert.Contains("timed-out", hurried.Error, StringComparison.Ordinal);

        (await folder.RunAsync(Cell, "--runtime", slow, "--timeout-scale", "8")).EndedWith(ExitCode.Fine);
        Assert.Equal(8, ReportFolder.Of(folder.Output, EnvironmentName.Parse("coreclr-10.0+private")).ReadRun()!.TimeoutScale);
    }

    [Fact]
    public void Every_limit_of_a_child_is_scaled()
    {
        var here = Installation.Find();
        using var bench = new Workbench();
        var key = Key.Parse(Cell);
        var (usual, scaled) = (new ChildProgram(here, TheKit.Plain), new ChildProgram(here.With(null, 2.5), TheKit.Plain));

        Assert.Equal(2.5 * usual.Cell(key, bench.Launcher).CpuSeconds, scaled.Cell(key, bench.Launcher).CpuSeconds);
        Assert.Contains(new("KIT_TIMEOUT_SCALE", "2.5"), scaled.Cell(key, bench.Launcher).Environment);
        Assert.DoesNotContain(usual.Cell(key, bench.Launcher).Environment, v => v.Key == "KIT_TIMEOUT_SCALE");
        Assert.StartsWith("KIT_TIMEOUT_SCALE=2.5 ", scaled.ByHand(key), StringComparison.Ordinal);
        Assert.Equal(2.5 * Patience.Limit(TheKit.Plain), Patience.Limit(TheKit.Plain, 2.5));
        Assert.Equal(2.5 * Patience.Times(TheKit.Plain).Silence, Patience.Times(TheKit.Plain, 2.5).Silence);
        Assert.Equal(Patience.Times(TheKit.Plain).Cycle, Patience.Times(TheKit.Plain, 2.5).Cycle); // what a proof needs is the same
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("long")]
    [InlineData("1001")]
    public async Task A_scale_that_is_none_is_refused(string scale)
    {
        var heard = (await folder.RunAsync(Cell, "--timeout-scale", scale)).EndedWith(ExitCode.Usage);

        Assert.Contains($"--timeout-scale takes a number from 1 to 1000, not '{scale}'.", heard.Error, StringComparison.Ordinal);
    }

    /// <summary>A libcoreclr.so that sleeps when it is loaded, and hands on to the real one. It does not sleep in the program
    /// that measures what a start costs, which nobody times out.</summary>
    async Task<string> SlowAsync()
    {
        var root = brought.CoreRoot();
        var library = Path.Combine(root, "libcoreclr.so");
        var source = Path.Combine(root, "slow.c");
        await File.WriteAllTextAsync(source, $$"""
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <string.h>
            #include <unistd.h>
            static void *real(const char *name)
            {
                return dlsym(dlopen("{{Installation.RuntimeDirectory}}/libcoreclr.so", RTLD_LAZY), name);
            }
            int coreclr_initialize(const char *exe, const char *domain, int count, const char **keys, const char **values, void **host, unsigned *id)
            {
                char line[4096] = "";
                int file = open("/proc/self/cmdline", O_RDONLY);
                long end = read(file, line, sizeof line - 1);
                close(file);
                if (end < 6 || memcmp(line + end - 6, "floor", 6) != 0)
                    sleep(7);
                return ((int (*)(const char *, const char *, int, const char **, const char **, void **, unsigned *))real(__func__))(exe, domain, count, keys, values, host, id);
            }
            int coreclr_execute_assembly(void *host, unsigned id, int argc, const char **argv, const char *assembly, unsigned *code)
            {
                return ((int (*)(void *, unsigned, int, const char **, const char *, unsigned *))real(__func__))(host, id, argc, argv, assembly, code);
            }
            int coreclr_shutdown_2(void *host, unsigned id, int *code)
            {
                return ((int (*)(void *, unsigned, int *))real(__func__))(host, id, code);
            }
            """);
        Skip.If(Doctor.Ask("cc", "--version") is null, "there is no C compiler: apt-get install gcc libc6-dev");
        File.Delete(library);
        using var compiler = Running.Start([], "cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", library, source);
        (await compiler.EndAsync()).EndedWith(0);
        return root;
    }
}
