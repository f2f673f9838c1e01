using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kit.Execution;

/// <summary>
/// The look into a process whose runtime tells nobody about its threads: NativeAOT. A tool that walks native stacks is
/// asked, eu-stack of elfutils (https://sourceware.org/elfutils) or gdb. It shows in which functions threads stand; the
/// mode of a thread and the owner of a lock it cannot know, so less is proved than on CoreCLR.
/// </summary>
static partial class NativeStacks
{
    const int FramesTold = 12;

    const string TooLate = "too late";

    static readonly (string Name, string[] Arguments)[] Tools =
    [
        ("eu-stack", ["-n", "64", "-p"]),
        ("gdb", ["-nx", "-batch", "-ex", "set debuginfod enabled off", "-ex", "thread apply all backtrace 64", "-p"]),
    ];

    /// <param name="limit">For one tool: then it is ended, which lets the looked-at process go on.</param>
    public static Seen Of(int pid, TimeSpan limit)
    {
        var fault = "no tool that shows native stacks: apt-get install elfutils (or gdb)";
        foreach (var (name, arguments) in Tools)
        {
            if (Ask(name, [.. arguments, pid.ToString(CultureInfo.InvariantCulture)], limit) is not { } text)
            {
                continue;
            }

            if (Parse(text) is { Count: > 0 } threads)
            {
                return new Seen(null, "", threads, []) { Tool = name };
            }

            fault = text == TooLate ? $"{name} took longer than {limit.TotalSeconds:0} s" : $"{name} showed no stacks";
        }

        return Seen.Nothing($"there is no CoreCLR in the process, and {fault}");
    }

    /// <summary>What either tool writes: a line that names a thread, and below it a line for each frame.</summary>
    internal static IReadOnlyList<SeenThread> Parse(string text)
    {
        var threads = new List<SeenThread>();
        var frames = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (ThreadLine().Match(line) is { Success: true } thread)
            {
                threads.Add(new SeenThread(int.Parse(thread.Groups[1].Value, CultureInfo.InvariantCulture), 0, "", false, null, frames = []));
            }
            else if (FrameLine().Match(line) is { Success: true } frame && threads.Count > 0 && frames.Count < FramesTold)
            {
                frames.Add(frame.Groups[1].Value);
            }
        }

        return threads;
    }

    static string? Ask(string tool, string[] arguments, TimeSpan limit)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, _) => { }; // its chatter is read, so that it does not wait for a reader
            process.BeginErrorReadLine();
            var text = process.StandardOutput.ReadToEndAsync();
            if (text.Wait(limit))
            {
                return text.Result;
            }

            process.Kill(entireProcessTree: true);
            return TooLate;
        }
        catch (Win32Exception)
        {
            return null; // it is not here
        }
    }

    [GeneratedRegex(@"^(?:TID |Thread \d+ \(.*\bLWP )(\d+)")]
    private static partial Regex ThreadLine();

    [GeneratedRegex(@"^#\d+\s+(?:0x[0-9a-fA-F]+\s+)?(?:in )?([^\s(]+)")]
    private static partial Regex FrameLine();
}
