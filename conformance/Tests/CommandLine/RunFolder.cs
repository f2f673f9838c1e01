using System.Globalization;
using Kit.Execution;
using Kit.Reports;
using Kit.Tests.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Where the runs of a test write, and where they work: whatever lies there afterwards is left by
/// them.</summary>
sealed class RunFolder : IDisposable
{
    readonly TemporaryFolder folder = new();

    public RunFolder(TheKit? kit = null)
    {
        Directory.CreateDirectory(Work);
        Kit = kit ?? new TheKit();
        Kit.Variables["TMPDIR"] = Work;
    }

    public TheKit Kit { get; }

    public string Output => folder.In("out");

    public ReportFolder Report => ReportFolder.Of(Output, TheKit.Plain);

    public RunFacts Facts => Report.ReadRun()!;

    public IReadOnlyList<Row> Rows => Report.ReadRows().Items;

    public IReadOnlyList<Attempt> Attempts => Report.ReadAttempts().Items;

    /// <summary>Cells that sleep for 200 ms each, for tests that stop a run in the middle: two at a time they need two
    /// seconds, so that there is a middle on a busy machine too.</summary>
    public const string TwentyOne = "*::safe,safe-pointer,marshalled::caller,pthread,detached,worker*::*::sleep";

    /// <summary>Whole lines so far, of a run that goes on. Counted, not read: who waits for a moment has no time for JSON.</summary>
    public int Logged => LinesIn(Report.AttemptsFile);

    /// <summary>The same of any file; one that is not there has none.</summary>
    public static int LinesIn(string file) => File.Exists(file) ? File.ReadAllText(file).Count(c => c == '\n') : 0;

    string Work => folder.In("tmp");

    public string In(params string[] names) => folder.In(names);

    public string Write(string text, params string[] names) => folder.Write(text, names);

    /// <summary><c>run WORDS --output</c> here.</summary>
    public Task<Heard> RunAsync(params string[] words) => Kit.RunAsync(["run", .. words, "--output", Output]);

    /// <summary>The same, for tests that have something to do to it meanwhile.</summary>
    public Running Start(params string[] words) => Kit.Start(["run", .. words, "--output", Output]);

    /// <summary>Every planned cell is in the account, and every one that ran has its row.</summary>
    public void AddsUp()
    {
        var ledger = Facts.Ledger;
        Assert.True(ledger.AddsUp, ledger.ToString());
        Assert.Equal(ledger.Ran + ledger.AbsentCells, Rows.Count);
        Assert.Equal(Rows.Sum(r => r.Attempts), Attempts.Count);
    }

    /// <summary>No process, no zombie and no work folder is left, a moment after the end.</summary>
    /// <param name="descendants">Those that were below the kit when it was killed.</param>
    public async Task NothingIsLeftAsync(params IReadOnlyList<int> descendants)
    {
        await Workbench.UntilAsync(() => Processes().Count == 0 && !descendants.Any(IsThere));
        Assert.Empty(Directory.EnumerateDirectories(Work, "kit-*"));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>All processes below one.</summary>
    public static List<int> Below(int pid)
    {
        var children = new List<int>();
        try
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                children.AddRange(File.ReadAllText(task + "/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
            }
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }

        return [.. children, .. children.SelectMany(Below)];
    }

    // What process 1 has inherited is for it to reap.
    static bool IsThere(int pid)
    {
        try
        {
            return Workbench.Status(pid, "State")[0] != 'Z' || Workbench.Status(pid, "PPid") != "1";
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A launcher has the folder in its arguments, the kit and children have it in their environment.</summary>
    List<int> Processes()
    {
        List<int> found = [];
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, null, out var pid))
            {
                continue;
            }

            try
            {
                if (File.ReadAllText(process + "/cmdline").Contains(Work, StringComparison.Ordinal) ||
                    File.ReadAllText(process + "/environ").Contains(Work, StringComparison.Ordinal))
                {
                    found.Add(pid);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }

        return found;
    }
}
