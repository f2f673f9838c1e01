// The mode +neighbours, seen from the runtime next door: this code runs in a shared library beside the one under test,
// loaded by native/callbacks/modules.c. It asks nothing of libcallbacks.so: that belongs to the cell.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Kit.Cells;

static unsafe class Neighbour
{
    static delegate* unmanaged[Cdecl]<Slot*, long, long, long> next;
    static volatile int collected;

    /// <summary>Starts to collect, waits for the first collection to be over, and answers a door that leads through this
    /// runtime to another one.</summary>
    [UnmanagedCallersOnly(EntryPoint = "kit_neighbour_begin", CallConvs = [typeof(CallConvCdecl)])]
    static nint Begin(nint door)
    {
        next = (delegate* unmanaged[Cdecl]<Slot*, long, long, long>)door;
        new Thread(CollectForEver) { IsBackground = true }.Start();
        while (collected == 0)
            Thread.Yield();
        return (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Pass;
    }

    /// <summary>A managed frame, with an object that this runtime moves, around the callback of another runtime.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long Pass(Slot* slot, long a, long b)
    {
        long[] mine = [a, b];
        long answer = next(slot, a, b);
        return mine[0] == a && mine[1] == b ? answer : ~answer; // a wrong answer where the object is damaged
    }

    static void CollectForEver()
    {
        while (true)
        {
            GC.Collect();
            collected++;
            Thread.Sleep(1); // what is asked is whether the two bear each other, not who starves whom
        }
    }
}
