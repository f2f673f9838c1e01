using System.ComponentModel;
using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>A C program built by a test, against the kit's own headers.</summary>
sealed class CProgram : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("kit-test-").FullName;

    CProgram() => File = Path.Combine(folder, "program");

    /// <summary>The program's path.</summary>
    public string File { get; }

    static string NativeSources => Path.Combine(Installation.Find().Root, "native", "callbacks");

    /// <param name="source">C, with page.h and run.h to include.</param>
    public static CProgram FromText(string source)
    {
        var program = new CProgram();
        var file = Path.Combine(program.folder, "program.c");
        System.IO.File.WriteAllText(file, source);
        program.Compile([file]);
        return program;
    }

    /// <param name="name">A C file beside the tests; it is linked with page.c.</param>
    public static CProgram FromFile(string name)
    {
        var program = new CProgram();
        program.Compile([
            Path.Combine(Installation.Find().Root, "conformance", "Tests", "Execution", name),
            Path.Combine(NativeSources, "page.c"),
        ]);
        return program;
    }

    public string Run()
    {
        using var process = Process.Start(new ProcessStartInfo(File) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    void Compile(string[] files)
    {
        string[] arguments =
        [
            "-std=c11", "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-I", NativeSources, "-o", File,
            .. files,
        ];
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
