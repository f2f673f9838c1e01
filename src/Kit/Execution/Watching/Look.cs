using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Diagnostics.Runtime;

namespace Kit.Execution;

/// <summary>What the runtime's own structures say of one managed thread.</summary>
/// <param name="Mode">"cooperative": it is, or counts as, running managed code. "preemptive": collections need not wait for it.</param>
/// <param name="Locks">Monitors it holds; null where the runtime does not count them.</param>
/// <param name="Frames">The innermost frames, managed methods and the runtime's own marks between them.</param>
public sealed record SeenThread(
    int Tid,
    int ManagedId,
    string Mode,
    bool IsFinalizer,
    uint? Locks,
    IReadOnlyList<string> Frames);

/// <summary>A Monitor that is held.</summary>
/// <param name="OwnerTid">The thread that holds it, or 0 when that thread is gone.</param>
/// <param name="Waiting">Threads that wait to enter.</param>
public sealed record SeenMonitor(string Type, int OwnerTid, int Waiting);

/// <summary>A look into a process: its runtime, threads and held Monitors, or why there is none.</summary>
public sealed record Seen(
    string? Problem,
    string Runtime,
    IReadOnlyList<SeenThread> Threads,
    IReadOnlyList<SeenMonitor> Monitors)
{
    /// <summary>What showed the native stacks, where the runtime itself tells nothing; the threads' modes are empty then.</summary>
    public string? Tool { get; init; }

    public static Seen Nothing(string problem) => new(problem, "", [], []);
}

/// <summary>
/// Looks into a stuck CoreCLR process with its own debugging library, which stops all its threads for a moment and reads
/// their state. To be run in a process of its own: it loads code that belongs to the runtime under test, and what that
/// code makes of a broken heap is not for the parent to find out.
/// </summary>
public static class Look
{
    const int FramesTold = 12, MonitorsTold = 32;
    const string DebuggingLibrary = "libmscordaccore.so";

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people: Outer+Inner as it is
    };

    /// <summary>Reads process numbers, one a line, until there are no more, and prints a line of JSON for each: what was
    /// seen, or why nothing.</summary>
    /// <param name="limit">For one look. Then this process ends, with a line that says so; the looked-at one goes on.</param>
    public static void Serve(TextReader pids, TextWriter json, TimeSpan limit)
    {
        while (pids.ReadLine() is { } line)
        {
            Describe(int.TryParse(line, out var pid) ? pid : 0, json, limit);
        }
    }

    /// <summary>Prints one line of JSON and answers the exit code: 0 when there is a look, 1 when there is only a reason.</summary>
    public static int Describe(int pid, TextWriter json, TimeSpan limit)
    {
        using var watchdog = new Timer(
            _ =>
            {
                Write(json, Seen.Nothing($"the look took longer than {limit.TotalSeconds:0} s"));
                Environment.Exit(1);
            },
            null, limit, Timeout.InfiniteTimeSpan);
        var seen = Into(pid, limit);
        watchdog.Change(Timeout.Infinite, Timeout.Infinite);
        Write(json, seen);
        return seen.Problem is null ? 0 : 1;
    }

    static void Write(TextWriter json, Seen seen)
    {
        lock (Json)
        {
            json.WriteLine(JsonSerializer.Serialize(seen, Json));
            json.Flush();
        }
    }

    static Seen Into(int pid, TimeSpan limit)
    {
        try
        {
            // No symbol server: everything needed lies beside the runtime.
            var options = new DataTargetOptions { SymbolPaths = [] };
            using var target = DataTarget.AttachToProcess(pid, suspend: true, options);
            if (target.ClrVersions.FirstOrDefault() is not { } clr)
            {
                target.Dispose(); // who is traced already cannot be looked into by another
                return NativeStacks.Of(pid, limit / 3);
            }

            var folder = Path.GetDirectoryName(clr.ModuleInfo.FileName) ?? "";
            var library = Path.Combine(folder, DebuggingLibrary);
            if (!File.Exists(library))
                return Seen.Nothing($"the runtime's folder has no {DebuggingLibrary}");
            // A mismatch cannot be: it is the library from beside the very runtime that was loaded. (The check compares
            // with a version that is not found on Linux.)
            using var runtime = clr.CreateRuntime(library, ignoreMismatch: true);
            return new Seen(null, VersionIn(folder), [.. runtime.Threads.Select(Told)], MonitorsOf(runtime));
        }
#pragma warning disable CA1031 // whatever goes wrong in the library under test, the answer is that there is no look
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Seen.Nothing($"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>"10.0.1", without the commit behind it.</summary>
    static string VersionIn(string folder)
    {
        const string Core = "System.Private.CoreLib.dll";
        var beside = Path.Combine(folder, "..", "lib"); // in a runtime pack
        string[] apart = Directory.Exists(beside) ? Directory.GetDirectories(beside) : [];
        var core = apart.Prepend(folder).Select(f => Path.Combine(f, Core)).FirstOrDefault(File.Exists);
        return core is null ? "?" : FileVersionInfo.GetVersionInfo(core).ProductVersion?.Split('+')[0] ?? "?";
    }

    static SeenThread Told(ClrThread thread) => new(
        (int)thread.OSThreadId,
        thread.ManagedThreadId,
        thread.GCMode == GCMode.Cooperative ? "cooperative" : "preemptive",
        thread.IsFinalizer,
        thread.LockCount == uint.MaxValue ? null : thread.LockCount,
        [.. thread.EnumerateStackTrace(includeContext: false, FramesTold).Select(Told)]);

    static string Told(ClrStackFrame frame) => frame.Method is { } method
        ? $"{method.Type?.Name}.{method.Name}"
        : $"[{frame.FrameName ?? frame.Kind.ToString()}]";

    static IReadOnlyList<SeenMonitor> MonitorsOf(ClrRuntime runtime)
    {
        var owners = runtime.Threads.Where(t => t.Address != 0).ToDictionary(t => t.Address, t => (int)t.OSThreadId);
        return [.. runtime.Heap.EnumerateSyncBlocks().Where(block => block.IsMonitorHeld).Take(MonitorsTold)
            .Select(block => new SeenMonitor(
                runtime.Heap.GetObjectType(block.Object)?.Name ?? "?",
                owners.GetValueOrDefault(block.HoldingThreadAddress),
                block.WaitingThreadCount))];
    }
}
