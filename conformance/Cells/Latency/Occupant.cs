// The thread that is in a long call: a managed one while it is managed code's turn, one in C while it is C's.
using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Kit.Cells.Latency;

sealed unsafe class Occupant : IDisposable
{
    readonly byte* call;
    readonly long* counts; // of C: interruptions and calls
    readonly Thread thread;
    readonly Action once;
    int resting;

    public Occupant(Action once, string name, long nanoseconds)
    {
        this.once = once;
        Turn = (int*)NativeMemory.AllocZeroed(64); // stays: the thread in C reads it until it sees the end
        call = (byte*)NativeMemory.AllocZeroed(32);
        counts = (long*)NativeMemory.AllocZeroed(16);
        Page.Write(call, 32, name);
        if (Sampler.StartOccupant(Turn, call, nanoseconds, counts, counts + 1) == 0)
            Cell.Say(Token.Broken, "the system refuses a thread");
        thread = new Thread(Work);
        thread.Start();
    }

    public int* Turn { get; }

    /// <summary>The calls that C has counted by now.</summary>
    public long TimesOfC => Volatile.Read(ref counts[1]);

    /// <summary>What C counted since the last time: interruptions, and calls.</summary>
    public (long Interrupted, long Times) TakeOfC() =>
        (Interlocked.Exchange(ref *counts, 0), Interlocked.Exchange(ref counts[1], 0));

    /// <summary>Whose turn it is now; when the managed thread is to rest, it does when this returns.</summary>
    public void Give(int whose)
    {
        Volatile.Write(ref *Turn, whose);
        if (whose == Neighbours.Managed)
            Sampler.Sleep(200_000); // for it to begin
        else
            while (Volatile.Read(ref resting) == 0)
                Sampler.Sleep(50_000);
    }

    public void End()
    {
        Volatile.Write(ref *Turn, -1);
        thread.Join();
    }

    public void Dispose()
    {
        if (thread.IsAlive)
            End();
    }

    void Work()
    {
        Sampler.Pin(1);
        for (int whose; (whose = Volatile.Read(ref *Turn)) >= 0;)
        {
            Volatile.Write(ref resting, whose == Neighbours.Managed ? 0 : 1);
            if (whose == Neighbours.Managed)
                once();
            else
                Sampler.Sleep(50_000);
        }
    }
}
