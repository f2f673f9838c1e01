// Slow, but fine: a thread waits without a time limit for one that takes its time. To see whether patience is told from
// a deadlock. They run when the watcher is put to the test, not in every run.
using System;
using System.Collections.Generic;
using System.Threading;

namespace Kit.Cells;

static unsafe class SlowPlants
{
    const int Milliseconds = 2000;

    static readonly object never = new();

    public static void Do(string name)
    {
        if (name == "slow-exit")
        {
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Thread.Sleep(Milliseconds);
            return;
        }

        var slow = new Thread(name switch
        {
            "slow-sleep" => Sleep,
            "slow-wait" => Wait,
            "slow-spin" => Spin,
            _ => Collect,
        });
        Slot* slot = Cell.Claim("caller");
        slot->Stage = Stage.Calling;
        slot->Wait(Waits.Join, 1);
        slow.Start();
        slow.Join();
        slot->Done();
    }

    static Slot* Begin(Waits waits)
    {
        Slot* slot = Cell.Claim("slow");
        slot->Stage = Stage.Inside;
        slot->Wait(waits, -1);
        return slot;
    }

    static void Sleep()
    {
        Begin(Waits.Timed);
        Thread.Sleep(Milliseconds);
    }

    static void Wait()
    {
        Begin(Waits.Timed);
        lock (never)
            Monitor.Wait(never, Milliseconds);
    }

    static void Spin()
    {
        Begin(Waits.Nothing);
        long until = Environment.TickCount64 + Milliseconds;
        while (Environment.TickCount64 < until)
        {
            // managed code that never waits
        }
    }

    /// <summary>A heap of small objects that all live: each collection has to look at every one.</summary>
    static void Collect()
    {
        var heap = new List<object[]>();
        for (int i = 0; i < 100_000; i++)
        {
            var next = new object[8];
            for (int k = 0; k < 8; k++)
                next[k] = new object();
            heap.Add(next);
        }

        Begin(Waits.Collection); // from here on not one sign of life
        long until = Environment.TickCount64 + Milliseconds;
        while (Environment.TickCount64 < until)
            GC.Collect();
        GC.KeepAlive(heap);
    }
}
