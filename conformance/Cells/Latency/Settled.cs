// When what is timed is the code that stays.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Kit.Cells.Latency;

static class Settled
{
    const int Calls = 40; // of a method that is to be compiled for good: 30 make it a candidate

    public static long Compiled() => JitInfo.GetCompiledMethodCount();

    /// <summary>Calls what is to be timed until nothing is left to be compiled. The runtime counts no calls before 100 ms have
    /// passed since a method was compiled for the first time, ten times that on one processor; then 30 calls make one a candidate
    /// (TC_CallCountingDelayMs, TC_DelaySingleProcMultiplier and TC_CallCountThreshold of clrconfignames.h); and another thread
    /// compiles it. So it takes the delay, then the calls, then another moment, without anything compiled in between, however
    /// long a round is.</summary>
    /// <param name="round">Gets its number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wait(Action<int> round)
    {
        int delay = Environment.ProcessorCount == 1 ? 1000 : 100, moment = delay / 2, calls = 0;
        long compiled = -1, since = 0, called = 0, limit = Environment.TickCount64 + 60L * delay;
        for (int times = 0; times < Calls || calls < Calls || Environment.TickCount64 - called < moment; times++)
        {
            round(times);
            if (calls < Calls)
                GC.WaitForPendingFinalizers(); // the thread of finalizers looks after threads that ended, and its loop is compiled too
            long now = Environment.TickCount64;
            if (Compiled() != compiled)
                (compiled, since, calls) = (Compiled(), now, 0);
            else if (calls < Calls && now - since > delay + moment)
                (calls, called) = (calls + 1, now);
            if (now > limit)
                return; // compiled-meanwhile tells what that was too short for
            if (calls == 0 || calls == Calls)
                Thread.Sleep(1); // the compiler's turn
        }
    }
}
