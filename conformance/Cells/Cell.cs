// One cell: its parts, and the order in which they happen. Static, so that a callback finds its body without a lookup.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Kit.Cells;

static unsafe class Cell
{
    public static Body Body = null!;
    public static long Deeds = long.MaxValue; // in how many callbacks of a thread the body does more than answer
    public static Run* Run;
    public static Page* Page;
    public static Slot* Caller;
    public static string Entry = "";

    /// <summary>The call under test, and the wait for callbacks that come after it. Bodies put their frame around it.</summary>
    public static long Call()
    {
        long answer = Native.ThreadOwn(Run) != 0 ? OnOwnThreads() : Calls.Make(Run);
        Caller->Stage = Stage.Returned;
        return Native.ThreadWhen(Run) == When.After ? Later() : answer;
    }

    // Compiled once and for all: a loop that the runtime compiles again while it runs lets the signal land in the compiler.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long Later()
    {
        if (Native.ThreadSpins(Run) == 0)
            return Native.Finish(Run);
        Volatile.Write(ref Run->Went, 1);
        Caller->Stage = Stage.Waiting;
        while (Volatile.Read(ref Run->Done) == 0)
        {
            // no call, no allocation: the signal has to land in managed code
        }
        return Run->Answer;
    }

    /// <summary>The call is made on managed threads that end right after it.</summary>
    static long OnOwnThreads()
    {
        int times = Native.ThreadTimes(Run);
        for (int i = 0; i < times; i++)
        {
            var thread = new Thread(CallAndEnd);
            thread.Start();
            thread.Join();
            Caller->Beats++;
        }
        return 0;
    }

    static void CallAndEnd()
    {
        Slot* slot = Claim("managed");
        Calls.Make(Run);
        slot->Stage = Stage.Ended;
    }

    public static Slot* Claim(string role)
    {
        byte* name = stackalloc byte[24];
        Cells.Page.Write(name, 24, role);
        return Native.Claim(name);
    }

    public static int Index(Slot* slot) => (int)(((byte*)slot - (byte*)Page - 1024) / sizeof(Slot));

    /// <summary>The final word; the first one counts, and whoever notices first is right.</summary>
    public static void Say(Token token, string reason)
    {
        if (Page->Token != Token.None)
            return;
        Cells.Page.Write(Page->Reason, 256, reason);
        Page->Token = token;
    }

    public static void Measure(int index, long value) => Page->Measures[index] = value;

    public static void NameMeasures(string names) => Cells.Page.Write(Page->MeasureNames, 256, names);
}
