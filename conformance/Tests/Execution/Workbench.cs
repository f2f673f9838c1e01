using System.Globalization;
using System.Text;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>A real launcher, and what a test wants to know of it and of the processes below it.</summary>
sealed class Workbench : IDisposable
{
    public Launcher Launcher { get; } = Launcher.Open(Installation.Find());

    public string Output => File.ReadAllText(Launcher.OutputFile);

    public unsafe string PageText =>
        Encoding.ASCII.GetString(new ReadOnlySpan<byte>((void*)Launcher.Page, 16384)).TrimEnd('\0');

    public static ChildStart Shell(string script) => Program("/bin/sh", "-c", script);

    public static ChildStart Program(params string[] command) => new(command, [new("PATH", "/usr/bin:/bin")]);

    public async Task<Ended> RunAsync(ChildStart start)
    {
        await Launcher.StartAsync(start);
        return await Launcher.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task<Ended> RunAsync(string script) => RunAsync(Shell(script));

    /// <summary>Starts a script that says `ready` when it has done what the test wants of it, and then stays.</summary>
    public async Task<int> StartAsync(string script)
    {
        var pid = await Launcher.StartAsync(Shell(script));
        await UntilAsync(() => Output.Contains("ready", StringComparison.Ordinal));
        return pid;
    }

    /// <summary>Processes whose working directory this is, or lies below it: all that a child started.</summary>
    public static List<int> ProcessesIn(string workDirectory)
    {
        List<int> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, null, out var pid))
                continue;
            try
            {
                var where = new FileInfo(folder + "/cwd").LinkTarget;
                if (where?.StartsWith(workDirectory, StringComparison.Ordinal) == true)
                    found.Add(pid);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }
        }

        return found;
    }

    /// <summary>The value behind a name in /proc/PID/status.</summary>
    public static string Status(int pid, string name) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            [(name.Length + 1)..].Trim();

    /// <summary>It runs no more. (What a killed launcher leaves stays a zombie until process 1 reaps it.)</summary>
    public static bool IsGone(int pid)
    {
        try
        {
            return Status(pid, "State")[0] == 'Z';
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); !holds(); await Task.Delay(5))
            Assert.True(DateTime.UtcNow < deadline, "waited 20 seconds in vain");
    }

    public void Dispose() => Launcher.Dispose();
}
