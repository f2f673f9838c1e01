// Who is busy beside the thread that is timed: a managed thread that allocates or collects while a managed callback's
// turn lasts, and a thread in C that only calls malloc and free, which nobody can blame on a collector, while C's does.
using System;
using System.Threading;

namespace Kit.Cells.Latency;

static unsafe class Neighbours
{
    public const int Nobody = 0, Managed = 1, C = 2;
    const int Kept = 1 << 17; // collections to be noted: 20 s of one after another; more only make the attribution say less

    static int* turn;
    static readonly long[] log = new long[Kept * 3];
    static int logged;
    static object?[] survivors = new object?[4096];

    /// <summary>Begins the neighbours of a condition: idle and loaded have none in this process.</summary>
    public static void Begin(string condition)
    {
        turn = (int*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(sizeof(int));
        if (condition is not ("allocating" or "collecting"))
            return;
        Sampler.StartNeighbour(turn);
        bool collects = condition == "collecting";
        new Thread(() => Work(collects)) { IsBackground = true }.Start();
    }

    public static void Turn(int whose) => Volatile.Write(ref *turn, whose);

    /// <summary>Where and for how long collections stopped everybody: start, end, pause.</summary>
    public static void Hand(string name)
    {
        int count = Math.Min(Volatile.Read(ref logged), Kept);
        long* room = Sampler.Room(name, Series.Collections, 0, 1, count * 3L);
        for (int i = 0; room != null && i < count * 3; i++)
            room[i] = log[i];
    }

    // A collection stops this thread too, wherever it is in its loop: when the runtime's own count of time that was spent
    // paused has grown, the pause lay in this turn of the loop, and a turn is short.
    static void Work(bool collects)
    {
        long before = Sampler.Ticks();
        TimeSpan paused = GC.GetTotalPauseDuration();
        for (int i = 0; ; i++)
        {
            if (Volatile.Read(ref *turn) != Managed)
            {
                Thread.Sleep(0);
                before = Sampler.Ticks();
                paused = GC.GetTotalPauseDuration();
                continue;
            }
            if (collects)
                GC.Collect();
            else
                for (int k = 0; k < 8; k++)
                    survivors[(i * 8 + k) * 7 % survivors.Length] = new byte[200];
            TimeSpan now = GC.GetTotalPauseDuration();
            long end = Sampler.Ticks();
            if (now != paused && logged < Kept)
            {
                log[logged * 3] = before;
                log[logged * 3 + 1] = end;
                log[logged * 3 + 2] = (now - paused).Ticks * 100;
                Volatile.Write(ref logged, logged + 1);
            }
            before = end;
            paused = now;
        }
    }
}
