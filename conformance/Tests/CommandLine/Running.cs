using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Kit.Tests.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A process that a test has started, with all that it said so far. It is gone when the test is over.</summary>
sealed partial class Running : IDisposable
{
    public const int Interrupt = 2, Kill = 9;

    // Far longer than anything takes. What hangs is a failure that tells what had been said until then.
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    readonly Process process;
    readonly StringBuilder output = new(), error = new();

    Running(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Pid => process.Id;

    static bool IgnoresInterrupt => OperatingSystem.IsLinux() &&
        (Convert.ToUInt64(Workbench.Status(Environment.ProcessId, "SigIgn"), 16) & (1 << (Interrupt - 1))) != 0;

    /// <summary>What it has said so far to standard error.</summary>
    public string Error => Said(error);

    /// <summary>The most memory it had so far, in MiB; 0 when it has ended.</summary>
    public double PeakMebibytes
    {
        get
        {
            try
            {
                return double.Parse(Workbench.Status(Pid, "VmHWM").Split(' ')[0]) / 1024;
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return 0; // a process that has ended has no memory, and soon no status
            }
        }
    }

    public static Running Start(Dictionary<string, string> variables, params string[] command)
    {
        // Whoever tests in the background ignores Ctrl-C, and what they start would too.
        string[] heeding = IgnoresInterrupt ? ["/usr/bin/env", "--default-signal=INT", .. command] : command;
        var info = new ProcessStartInfo(heeding[0], heeding[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }

        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return new Running(process);
    }

    /// <summary>Sends it a signal, as a shell or the kernel would.</summary>
    public void Signal(int number) => Assert.Equal(0, Send(Pid, number));

    /// <summary>The same for one of the processes below it.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Send(int pid, int signal);

    /// <summary>Waits for something that it does, and fails if it ends without.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        for (var clock = Stopwatch.StartNew(); !holds(); await Task.Delay(10))
        {
            var over = process.HasExited && !holds();
            var what = over ? "it ended before that" : "waited in vain";
            Assert.False(over || clock.Elapsed > Limit, $"{what}\n{Said(output)}{Error}");
        }
    }

    /// <summary>Waits for its end, however that comes about.</summary>
    /// <param name="limit">For what may take longer than anything else.</param>
    public async Task<Heard> EndAsync(TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? Limit);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"it did not end within {(limit ?? Limit).TotalSeconds} s; so far it said\n{Said(output)}{Error}");
        }

        return new Heard(process.ExitCode, Said(output), Said(error));
    }

    /// <summary>Whoever is below it notices its end and ends too.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            _ = line is null ? text : text.Append(line).Append('\n');
        }
    }

    static string Said(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

}
