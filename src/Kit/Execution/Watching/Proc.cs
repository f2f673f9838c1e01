using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Kit.Execution;

/// <summary>One thread as /proc shows it at one moment.</summary>
/// <param name="State">S asleep, R running or wanting to, D in the kernel, T stopped, Z dead, ...</param>
/// <param name="CpuNanoseconds">Time it ran, since it began.</param>
/// <param name="QueuedNanoseconds">Time it wanted to run and could not.</param>
/// <param name="Sleeps">Voluntary context switches: how often it went to sleep.</param>
public sealed record ThreadSample(
    int Pid,
    int Tid,
    string Name,
    char State,
    long CpuNanoseconds,
    long QueuedNanoseconds,
    long Sleeps,
    SystemCall SystemCall);

/// <summary>
/// Looks at the threads of one child and of what it forked, and at nobody else. A thread or process that vanishes while it
/// is read is simply not there. Costs some twenty microseconds a file: asked only when a page stands still.
/// </summary>
public static partial class Proc
{
    const long NanosecondsPerTick = 10_000_000; // USER_HZ is 100 wherever Linux runs .NET

    /// <summary>The threads of a process; empty when it is gone.</summary>
    public static IReadOnlyList<int> Threads(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
                .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), out var tid) ? tid : 0)
                .Where(tid => tid > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>One thread, or null when it is gone.</summary>
    public static ThreadSample? Thread(int pid, int tid)
    {
        var folder = $"/proc/{pid}/task/{tid}/";
        if (Text(folder + "stat") is not { } stat || Stat.Parse(stat) is not { } facts)
            return null;
        var (cpu, queued) = Schedule(Text(folder + "schedstat"), facts);
        if (Sleeps(Text(folder + "status")) is not { } sleeps)
            return null;
        var call = Text(folder + "syscall") is { } line ? SystemCall.Parse(line) : SystemCall.Unreadable;
        return new ThreadSample(pid, tid, facts.Name, facts.State, cpu, queued, sleeps, call);
    }

    /// <summary>
    /// Whether a process came out of the child: it is in the child's process group. A slot names any number it likes, and
    /// other people's processes are not looked at.
    /// </summary>
    public static bool CameOutOf(int pid, int child)
    {
        if (pid == child)
            return true;
        return Text($"/proc/{pid}/stat") is { } one && Text($"/proc/{child}/stat") is { } other &&
            Stat.Parse(one) is { } a && Stat.Parse(other) is { } b && a.Group == b.Group && a.Parent != 0;
    }

    /// <summary>"PID (NAME) STATE PPID PGRP ...": the name may hold blanks and brackets, so what follows is counted from its end.</summary>
    internal sealed record Stat(string Name, char State, int Parent, int Group, long Ticks)
    {
        public static Stat? Parse(string text)
        {
            var open = text.IndexOf('(');
            var close = text.LastIndexOf(')');
            if (open < 0 || close < open)
                return null;
            var rest = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (rest.Length < 13 || rest[0].Length != 1)
                return null;
            return new Stat(text[(open + 1)..close], rest[0][0], Number(rest[1]), Number(rest[2]),
                Number(rest[11]) + Number(rest[12]));
        }

        static int Number(string word) => int.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>schedstat counts nanoseconds; a kernel without it has the ticks of stat.</summary>
    static (long Cpu, long Queued) Schedule(string? schedstat, Stat stat)
    {
        var words = schedstat?.Split(' ');
        return words is { Length: >= 2 } && long.TryParse(words[0], out var cpu) && long.TryParse(words[1], out var queued)
            ? (cpu, queued)
            : (stat.Ticks * NanosecondsPerTick, 0);
    }

    static long? Sleeps(string? status)
    {
        const string Name = "\nvoluntary_ctxt_switches:";
        var at = status?.IndexOf(Name, StringComparison.Ordinal) ?? -1;
        if (at < 0)
            return null;
        var rest = status.AsSpan(at + Name.Length);
        var end = rest.IndexOf('\n');
        return long.TryParse(end < 0 ? rest : rest[..end], out var sleeps) ? sleeps : null;
    }

    const int ReadOnly = 0, CloseOnExec = 0x80000;

    /// <summary>
    /// Straight from the kernel: a look reads some forty files, and .NET's own way makes three more system calls for each
    /// (it asks what kind of file it is and locks it) and throws for every thread that is gone.
    /// </summary>
    static unsafe string? Text(string path)
    {
        var file = Open(path, ReadOnly | CloseOnExec);
        if (file < 0)
            return null;
        Span<byte> bytes = stackalloc byte[8192];
        nint length;
        fixed (byte* first = bytes)
            length = Read(file, first, bytes.Length);
        _ = Close(file);
        return length < 0 ? null : Encoding.UTF8.GetString(bytes[..(int)length]);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(int file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
