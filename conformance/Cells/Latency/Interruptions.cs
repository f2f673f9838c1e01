// How often a system call that blocks is interrupted (EINTR) while another thread collects without end: a runtime that
// waits for a thread sends it signals, and an unsafe call is a thread that it waits for.
using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Kit.Cells.Latency;

static unsafe class Interruptions
{
    const int Calls = 3;

    [DllImport("libcallbacks", EntryPoint = "kit_time_blocked")]
    static extern long Blocked(byte* call, long nanoseconds);

    [DllImport("libcallbacks", EntryPoint = "kit_time_blocked"), SuppressGCTransition]
    static extern long BlockedUnsafe(byte* call, long nanoseconds);

    static long interrupted, times;

    public static void Run(string[] subjects, long milliseconds)
    {
        foreach (string subject in subjects)
        {
            string[] words = subject.Split(' ');
            string name = words[0]["interruptions-".Length..];
            byte* call = (byte*)NativeMemory.AllocZeroed(32);
            Page.Write(call, 32, name);
            long nanoseconds = long.Parse(words[2]) * 1000;
            bool isUnsafe = words[1].Split("::")[1] == "unsafe";
            using var caller = new Occupant(
                () =>
                {
                    long seen = isUnsafe ? BlockedUnsafe(call, nanoseconds) : Blocked(call, nanoseconds);
                    Interlocked.Add(ref interrupted, seen);
                    Interlocked.Increment(ref times);
                },
                name, nanoseconds);
            long until = Environment.TickCount64 + milliseconds / subjects.Length;
            for (int round = 0; round < 1 || Environment.TickCount64 < until; round++)
                Round(subject, round, nanoseconds, caller);
        }
    }

    static void Round(string subject, int round, long nanoseconds, Occupant caller)
    {
        for (int side = 0; side < 2; side++)
        {
            interrupted = times = 0;
            caller.TakeOfC();
            caller.Give(side == 0 ? Neighbours.Managed : Neighbours.C);
            long end = Environment.TickCount64 + Math.Max(1, Calls * nanoseconds / 1_000_000);
            while (Environment.TickCount64 < end || (side == 0 ? Volatile.Read(ref times) : caller.TimesOfC) == 0)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                Sampler.Sleep(50_000);
            }
            caller.Give(Neighbours.Nobody);
            if (side == 1)
                Sampler.Sleep(nanoseconds + 500_000); // for C's last call to end
            var (seen, of) = side == 0 ? (interrupted, times) : caller.TakeOfC();
            Sampler.Note(subject + (side == 0 ? " managed" : " c"), Series.Numbers, round, of, seen);
        }
    }
}
