using System.Globalization;
using System.Runtime.InteropServices;

namespace Kit.Execution;

/// <summary>What can end the wait a thread is in.</summary>
public enum WaitShape
{
    /// <summary>The kernel does not let us see, or the call is not one that we know.</summary>
    Unknown,

    /// <summary>It is not waiting.</summary>
    Running,

    /// <summary>A futex without a time limit that another process could share (a thread's end is one of these).</summary>
    Untimed,

    /// <summary>A futex without a time limit that only a thread of the same process can wake.</summary>
    UntimedPrivate,

    /// <summary>For another process to end, without a time limit.</summary>
    Process,

    /// <summary>For something outside (a pipe, a socket, a signal), without a time limit.</summary>
    Outside,

    /// <summary>Ends by itself.</summary>
    Timed,
}

/// <summary>
/// A line of /proc/PID/task/TID/syscall: "running", "-1 0xSP 0xPC" or a number with six arguments. Numbers differ between
/// architectures; here are those a waiting thread can be in, for the two that the watcher knows.
/// </summary>
public readonly record struct SystemCall(long Number, ulong A, ulong B, ulong C, ulong D)
{
    const long NotReadable = -3, OnProcessor = -2, InNone = -1;

    public static SystemCall Unreadable { get; } = new(NotReadable, 0, 0, 0, 0);

    public bool IsReadable => Number != NotReadable;

    public static SystemCall Parse(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.IsEmpty)
            return Unreadable;
        if (line.SequenceEqual("running"))
            return new(OnProcessor, 0, 0, 0, 0);
        Span<ulong> words = stackalloc ulong[4];
        words.Clear();
        long number = InNone;
        var place = -1;
        foreach (var range in line.Split(' '))
        {
            var word = line[range];
            if (place == -1 && !long.TryParse(word, CultureInfo.InvariantCulture, out number))
                return Unreadable;
            if (place is >= 0 and < 4 &&
                !ulong.TryParse(word.StartsWith("0x") ? word[2..] : word, NumberStyles.HexNumber, null, out words[place]))
                return Unreadable;
            place++;
        }

        return number < 0 ? new(InNone, 0, 0, 0, 0) : new(number, words[0], words[1], words[2], words[3]);
    }

    static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    static readonly long Futex = Arm ? 98 : 202, Wait4 = Arm ? 260 : 61, WaitId = Arm ? 95 : 247;
    static readonly long Read = Arm ? 63 : 0, EpollPwait = Arm ? 22 : 281, Ppoll = Arm ? 73 : 271;
    static readonly long NanoSleep = Arm ? 101 : 35, ClockNanoSleep = Arm ? 115 : 230, Yield = Arm ? 124 : 24;
    static readonly long SignalSuspend = Arm ? 133 : 130, OpenAt = Arm ? 56 : 257;

    /// <summary>These do not exist on arm64: their modern forms above are all there is.</summary>
    static readonly long Poll = Arm ? long.MinValue : 7, EpollWait = Arm ? long.MinValue : 232;
    static readonly long Pause = Arm ? long.MinValue : 34;

    const int FutexPrivate = 128, FutexCommand = 0x7f, NoHang = 1;

    public WaitShape Shape => Number switch
    {
        NotReadable or InNone => WaitShape.Unknown,
        OnProcessor => WaitShape.Running,
        _ when Number == Futex => OfFutex,
        _ when Number == Wait4 => (C & NoHang) == 0 ? WaitShape.Process : WaitShape.Timed,
        _ when Number == WaitId => (D & NoHang) == 0 ? WaitShape.Process : WaitShape.Timed,
        _ when Number == Poll => (int)C < 0 ? WaitShape.Outside : WaitShape.Timed,
        _ when Number == Ppoll => C == 0 ? WaitShape.Outside : WaitShape.Timed,
        _ when Number == EpollWait || Number == EpollPwait => (int)D < 0 ? WaitShape.Outside : WaitShape.Timed,
        _ when Number == Read || Number == OpenAt || Number == SignalSuspend || Number == Pause => WaitShape.Outside,
        _ when Number == NanoSleep || Number == ClockNanoSleep || Number == Yield => WaitShape.Timed,
        _ => WaitShape.Unknown,
    };

    /// <summary>FUTEX_WAIT, FUTEX_WAIT_BITSET and the priority-inheriting locks, with no timeout given.</summary>
    WaitShape OfFutex
    {
        get
        {
            if ((B & FutexCommand) is not (0 or 6 or 9 or 11 or 13))
                return WaitShape.Unknown;
            if (D != 0)
                return WaitShape.Timed;
            return (B & FutexPrivate) != 0 ? WaitShape.UntimedPrivate : WaitShape.Untimed;
        }
    }

    /// <summary>Short, and the same on every run: no addresses.</summary>
    public override string ToString() => Number switch
    {
        NotReadable => "unreadable",
        OnProcessor => "running",
        InNone => "none",
        _ when Number == Futex => D == 0 ? "futex, no time limit" : "futex, timed",
        _ when Number == Wait4 || Number == WaitId => "wait for a process",
        _ when Number == NanoSleep || Number == ClockNanoSleep => "nanosleep",
        _ when Number == Yield => "sched_yield",
        _ when Number == Poll || Number == Ppoll => "poll",
        _ when Number == EpollWait || Number == EpollPwait => "epoll_wait",
        _ when Number == Read => "read",
        _ when Number == OpenAt => "open",
        _ => $"system call {Number}",
    };
}
