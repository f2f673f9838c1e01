using System.ComponentModel;
using System.Diagnostics;
using Kit.Execution;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Native;

/// <summary>Every library on every thread kind with a callback in C: what fails there is the kit's own fault.</summary>
public class SelfTestTests
{
    static readonly string[] Generator = ["cmake", "-S", Path.Combine(Installation.Find().Root, "native", "callbacks")];

    static string Sanitized => Path.Combine(Installation.Find().Root, "artifacts", "native-sanitized");

    [SkippableFact]
    public async Task Every_library_is_sound_on_every_thread_kind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the thread kinds are those of Linux");

        await HasNoFailureAsync(Installation.Find().NativeDirectory);
    }

    [SkippableFact]
    public async Task Neither_AddressSanitizer_nor_UBSan_has_anything_to_say()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the thread kinds are those of Linux");
        await SkipUnlessTheCompilerHasSanitizersAsync();

        (await RunAsync([.. Generator, "-B", Sanitized, "-DKIT_SANITIZE=ON", "--log-level=WARNING"])).EndedWith(0);
        (await RunAsync(["cmake", "--build", Sanitized, "--parallel", $"{Environment.ProcessorCount}"])).EndedWith(0);

        await HasNoFailureAsync(Sanitized);
    }

    static async Task HasNoFailureAsync(string build)
    {
        var parts = Environment.ProcessorCount;
        var all = await Task.WhenAll(Enumerable.Range(1, parts).Select(p => RunAsync([Path.Combine(build, "selftest"), $"{p}/{parts}"])));

        var failures = all.SelectMany(h => h.Output.Split('\n')).Where(line => line.StartsWith("not ok", StringComparison.Ordinal));
        var said = string.Join('\n', failures); // whole: Assert.Equal cuts it short
        Assert.True(said.Length == 0, said);
        Assert.All(all, h => Assert.Contains(" 0 failed,", h.EndedWith(0).Output, StringComparison.Ordinal));
    }

    /// <summary>A program that does nothing shows it: the sanitizers' libraries are packages of their own.</summary>
    static async Task SkipUnlessTheCompilerHasSanitizersAsync()
    {
        using var folder = new TemporaryFolder();
        var source = folder.Write("int main(void) { return 0; }\n", "nothing.c");
        var built = await RunAsync(["cc", "-fsanitize=address,undefined", "-o", folder.In("nothing"), source]);
        Skip.If(built.Code != 0, $"the C compiler has no sanitizers: {built.Error}");
        var ran = await RunAsync([folder.In("nothing")]);
        Skip.If(ran.Code != 0, $"AddressSanitizer does not work here: {ran.Error}");
    }

    static async Task<Heard> RunAsync(string[] command)
    {
        try
        {
            using var running = Running.Start([], command);
            return await running.EndAsync(TimeSpan.FromMinutes(15)); // a minute, unless others are busy
        }
        catch (Win32Exception)
        {
            Skip.If(true, $"there is no {command[0]}: apt-get install cmake gcc g++ make");
            throw new UnreachableException();
        }
    }
}
