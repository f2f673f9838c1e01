using System.Diagnostics;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Somebody reads docs/bring-your-own-runtime.md and types what it says, with a release as the private
/// build.</summary>
public sealed partial class BringYourOwnPageTests : IDisposable
{
    const string Prompt = "$ ", Page = "docs/bring-your-own-runtime.md", Two = "each::safe::caller::uco::empty,throw-caught";

    readonly TemporaryFolder folder = new();
    readonly BroughtRuntime brought = new();

    public void Dispose()
    {
        folder.Dispose();
        brought.Dispose();
    }

    /// <summary>Two cells in place of all, and with the patience of a release, as it is one.</summary>
    [SkippableFact]
    public async Task Every_command_of_the_page_does_what_it_says()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var here = Installation.Find();
        var child = ChildBuild.Of(here, EnvironmentName.Parse("nativeaot-10.0"));
        WriteScript();
        var variables = new Dictionary<string, string> { ["CORE_ROOT"] = brought.CoreRoot(), ["CHILD"] = child.File };
        var commands = Document.Named(Page).Fences.SelectMany(f => f.Text.Split('\n'))
            .Where(l => l.StartsWith(Prompt, StringComparison.Ordinal)).Select(l => l[Prompt.Length..]).ToList();

        Assert.Equal(9, commands.Count);
        foreach (var command in commands.Where(c => child.IsBuilt(here) || !c.Contains("$CHILD", StringComparison.Ordinal)))
        {
            var typed = ScaleForm().Replace(command.Replace(" each::safe", "", StringComparison.Ordinal), "--timeout-scale 1.1");
            typed = typed.Replace(".sh run ", $".sh run {Two} ", StringComparison.Ordinal);
            using var running = Running.Start(variables, "bash", "-c", $"cd '{folder.Path}' && {typed}");
            var heard = await running.EndAsync();

            // A release does not know the levels of GC stress, and the page says what becomes of them then.
            heard.EndedWith(command.Contains("+gcstressc", StringComparison.Ordinal) ? ExitCode.Broken : ExitCode.Fine);
            if (command.Contains("--output out/today", StringComparison.Ordinal) && !Directory.Exists(folder.In("out", "yesterday")))
            {
                CopyOf("today", "yesterday"); // a day passes
            }
        }

        Assert.Equal(
            ["coreclr-10.0+private+collecting@linux-x64", "coreclr-10.0+private+gcstressc@linux-x64", "coreclr-10.0+private@linux-x64", "coreclr-10.0@linux-x64"],
            Directory.EnumerateDirectories(folder.In("out"), "coreclr*", SearchOption.AllDirectories)
                .Select(Path.GetFileName).Distinct().Order(StringComparer.Ordinal));
    }

    void WriteScript()
    {
        var command = string.Join("' '", new TheKit().Command);
        var script = folder.Write($"#!/bin/sh\nexec '{command}' \"$@\"\n", "run-conformance.sh");
        using var chmod = Process.Start("chmod", ["+x", script]);
        chmod.WaitForExit();
    }

    void CopyOf(string from, string to)
    {
        using var copy = Process.Start("cp", ["-r", folder.In("out", from), folder.In("out", to)]);
        copy.WaitForExit();
    }

    [GeneratedRegex(@"--timeout-scale \d+")]
    private static partial Regex ScaleForm();
}
