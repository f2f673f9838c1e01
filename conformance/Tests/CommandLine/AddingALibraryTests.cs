using System.Diagnostics;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Somebody reads docs/adding-a-library.md, and does what it says.</summary>
public sealed partial class AddingALibraryTests : IDisposable
{
    const string Prompt = "$ ", LeftOut = "...", Page = "docs/adding-a-library.md";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>In an empty folder, with one header of the kit and its command, word for word as they stand
    /// there.</summary>
    [SkippableFact]
    public async Task The_page_leads_from_an_empty_folder_to_the_first_row()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        Skip.If(Doctor.Ask("cc", "--version") is null, "there is no C compiler: apt-get install gcc libc6-dev");
        var header = Path.Combine("native", "callbacks", "kit.h");
        folder.Write(File.ReadAllText(Path.Combine(Installation.Find().Root, header)), "kit", header);
        WriteScript(folder);

        var page = Document.Named(Page);
        folder.Write(Assert.Single(page.Fences, f => f.Language == "c").Text + "\n", "mine.c");
        var steps = page.Fences.Where(f => f.Language == "text").Select(f => f.Text.Split('\n')).ToList();

        Assert.Equal(6, steps.Count);
        foreach (var step in steps)
        {
            Assert.StartsWith(Prompt, step[0], StringComparison.Ordinal);
            using var running = Running.Start([], "bash", "-c", $"cd '{folder.Path}' && {step[0][Prompt.Length..]}");
            var heard = (await running.EndAsync()).EndedWith(ExitCode.Fine);
            Holds(step[1..], heard);
        }
    }

    // The one that every clone has would build first.
    static void WriteScript(TemporaryFolder folder)
    {
        var command = string.Join("' '", new TheKit().Command);
        var script = folder.Write($"#!/bin/sh\nexec '{command}' \"$@\"\n", "kit", "run-conformance.sh");
        using var chmod = Process.Start("chmod", ["+x", script]);
        chmod.WaitForExit();
    }

    /// <summary>Every line that is shown was said, in this order, and nothing between two but where lines are left
    /// out.</summary>
    static void Holds(string[] shown, Heard heard)
    {
        List<string> said = [.. heard.Output.Split('\n').SkipLast(1).Select(l => Steady(l.TrimEnd()))];
        var (at, gap) = (0, false);
        foreach (var line in shown)
        {
            if (line == LeftOut)
            {
                gap = true;
                continue;
            }

            var found = gap ? said.IndexOf(Steady(line), at) : at < said.Count && said[at] == Steady(line) ? at : -1;
            Assert.True(found >= 0, $"{Page} shows\n{line}\nand that was not said there:\n{heard}");
            (at, gap) = (found + 1, false);
        }

        Assert.True(gap || at == said.Count, $"more was said than {Page} shows:\n{heard}");
    }

    // How many cells there are grows with the kit, and how long one takes is the machine's.
    static string Steady(string line) => ChangingForm().Replace(line, "N");

    [GeneratedRegex(@"\b[\d,]+(?= cells?\b)|\b\d+\.\d+(?= s$)")]
    private static partial Regex ChangingForm();
}
