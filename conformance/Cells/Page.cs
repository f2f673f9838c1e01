// The progress page of native/callbacks/page.h, as managed code writes it: through pointers, without a call.
using System.Runtime.CompilerServices;
using System.Threading;

namespace Kit.Cells;

/// <summary>How far a thread or a cell got. The words behind the numbers are in page.h.</summary>
enum Stage { Starting, Arranging, Calling, Entering, Inside, Leaving, Returned, Waiting, Checking, Exiting, Ended }

/// <summary>The call a thread is inside of.</summary>
enum Call { None, Safe, Unsafe, SafePointer, UnsafePointer, Marshalled }

/// <summary>What a thread waits for, without a time limit unless it says so.</summary>
enum Waits { Nothing, Join, Callback, Lock, Collection, Task, Finalizers, Process, Timed }

/// <summary>The final word of a cell.</summary>
enum Token { None, Right, Wrong, Broken, Absent }

/// <summary>One thread of one process; 128 bytes.</summary>
unsafe struct Slot
{
    public int Pid, Tid;
    public Stage Stage;
    public Call Call;
    public Waits Waits;
    public int WaitsFor;
    public long Entered, Inside, Returned, Beats;
    public fixed byte Role[24];
    public fixed long Scratch[6];

    public void Wait(Waits what, int whom)
    {
        WaitsFor = whom; // first, and in this order on arm64 too: a watcher that sees the wait must see for whom
        Volatile.Write(ref Unsafe.As<Waits, int>(ref Waits), (int)what);
    }

    public void Done()
    {
        Waits = Waits.Nothing;
        WaitsFor = -1;
    }
}

/// <summary>The header; the slots follow 1024 bytes after its start.</summary>
unsafe struct Page
{
    public uint Magic, Version;
    public int Pid;
    public Stage Stage;
    public Token Token;
    public int ExitCode;
    public int Slots;
    public int ForkStatus;
    public long Expected, Answer;
    public fixed long Measures[16];
    public fixed byte Reason[256];
    public fixed byte Runtime[128];
    public fixed byte MeasureNames[256];

    /// <summary>Copies text, cut to fit and ended by a zero.</summary>
    public static void Write(byte* to, int size, string text)
    {
        int i = 0;
        for (; i < text.Length && i < size - 1; i++)
            to[i] = text[i] < 128 ? (byte)text[i] : (byte)'?';
        to[i] = 0;
    }
}
