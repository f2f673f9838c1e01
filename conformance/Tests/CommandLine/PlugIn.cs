using System.ComponentModel;
using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A C library of somebody else's: one file, outside the tree, built with kit.h and nothing more.</summary>
sealed class PlugIn : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <param name="source">C. What tests have in common is <see cref="Walk"/>.</param>
    /// <param name="options">For the compiler, beside those that kit.h names.</param>
    public PlugIn(string source, params string[] options)
    {
        File = folder.In("libmine.so");
        var headers = Path.Combine(Installation.Find().Root, "native", "callbacks");
        var file = folder.Write(source, "mine.c");
        Compile(["-std=c11", "-shared", "-fPIC", "-I", headers, .. options, "-o", File, file]);
    }

    /// <summary>The shared library.</summary>
    public string File { get; }

    /// <summary>A library that walks over numbers, with what a test wants to be different in its descriptor.</summary>
    public static string Walk(
        string name = "mine", string abi = "KIT_ABI", string more = "", string before = "") => $$"""
        #include "kit.h"

        static int64_t run(const struct kit_request *request)
        {
            uint64_t sum = 0;
            for (int64_t item = 0; item < request->count; item++)
                sum += kit_fold(item, kit_call(request, item * 7, item));
            return (int64_t)sum;
        }

        static const char *version(void)
        {
            return "2.1";
        }

        {{before}}
        const struct kit_library kit_library = {
            .abi = {{abi}},
            .threads = KIT_ON_CALLER,
            .name = "{{name}}",
            .sentence = "Walks over \"numbers\" and asks about each.",
            .origin = "a test",
            .reentry = "Yes.",
            .unwinding = "Yes: it holds nothing.",
            .version = version,
            .run = run,
            {{more}}
        };
        """;

    public void Dispose() => folder.Dispose();

    static void Compile(string[] arguments)
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardError = true })!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            Assert.True(compiler.ExitCode == 0, errors);
        }
        catch (Win32Exception)
        {
            Skip.If(true, "there is no C compiler: apt-get install gcc libc6-dev");
        }
    }
}
