using System.Diagnostics;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A machine without any library of the system that the kit can use: its native side is a copy whose host starts
/// under an auditor of the loader (hide.c). And a system whose apt does nothing but say that it was asked, so that no test
/// installs anything.</summary>
sealed class BareMachine : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <param name="bare">Without it only apt is not the real one.</param>
    public BareMachine(bool bare)
    {
        WriteProgram("apt-get", "echo \"asked: apt-get $*\"");
        WriteProgram("apt-cache", "shift; for name; do echo \"$name:\"; echo '  Candidate: 1.0'; done");
        Variables["PATH"] = $"{folder.In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        if (bare)
        {
            Hide();
        }
    }

    /// <summary>For the kit to be started with.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public void Dispose() => folder.Dispose();

    void Hide()
    {
        var installation = Installation.Find();
        Directory.CreateDirectory(folder.In("native"));
        foreach (var file in Directory.EnumerateFiles(installation.NativeDirectory, "*.so").Append(installation.Launcher))
        {
            File.Copy(file, folder.In("native", Path.GetFileName(file)));
        }

        File.Copy(installation.Host, folder.In("native", "host"));
        var source = Path.Combine(installation.Root, "conformance", "Tests", "CommandLine", "hide.c");
        Do("cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", folder.In("hide.so"), source);
        WriteProgram("../native/kit-host", $"LD_AUDIT='{folder.In("hide.so")}' exec '{folder.In("native", "host")}' \"$@\"");
        Variables["KIT_NATIVE"] = folder.In("native");
    }

    void WriteProgram(string name, string text) =>
        Do("chmod", "+x", folder.Write($"#!/bin/sh\n{text}\n", "bin", name));

    static void Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
