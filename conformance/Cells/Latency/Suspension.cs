// What a long call does to the others. One managed thread is in a call of so many microseconds, again and again. A
// collector collects meanwhile, at any point of the call; a bystander computes, and notes how long it stood still. The twin
// is a thread in C that is busy as long and that no runtime knows.
using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Kit.Cells.Latency;

static unsafe class Suspension
{
    const int Block = 4, Most = 2000, Ended = -1;

    [DllImport("libcallbacks", EntryPoint = "kit_spin")]
    static extern void Spin(long nanoseconds);

    [DllImport("libcallbacks", EntryPoint = "kit_spin"), SuppressGCTransition]
    static extern void SpinUnsafe(long nanoseconds);

    static int* turn;
    static long asked, answered, longestSeen;
    static uint sum;

    public static void Run(string[] subjects, long milliseconds)
    {
        Sampler.Pin(0);
        foreach (string subject in subjects)
        {
            string[] words = subject.Split(' ');
            long nanoseconds = long.Parse(words[2]) * 1000;
            bool bystander = words[0] == "suspension-bystander", isUnsafe = words[1].Split("::")[1] == "unsafe";
            using var caller = new Occupant(isUnsafe ? () => SpinUnsafe(nanoseconds) : () => Spin(nanoseconds), "spin", nanoseconds);
            turn = caller.Turn;
            var watcher = new Thread(Stand);
            if (bystander)
                watcher.Start();
            Measure(subject, nanoseconds, bystander, milliseconds / subjects.Length, caller);
            caller.End();
            if (bystander)
                watcher.Join();
        }
    }

    static void Measure(string subject, long nanoseconds, bool bystander, long milliseconds, Occupant caller)
    {
        var taken = new long[2][] { new long[Most], new long[Most] };
        var phase = new Random(1);
        int count = 0;
        long until = Environment.TickCount64 + milliseconds;
        for (; count + Block <= Most && (count < 2 * Block || Environment.TickCount64 < until); count += Block)
            for (int side = 0; side < 2; side++)
            {
                caller.Give(side == 0 ? Neighbours.Managed : Neighbours.C);
                for (int i = 0; i < Block; i++)
                {
                    Sampler.Sleep(100_000 + (long)(phase.NextDouble() * nanoseconds)); // the collection may come at any point of the call
                    taken[side][count + i] = bystander ? StoodStill() : Collection();
                }
                caller.Give(Neighbours.Nobody);
                if (side == 1)
                    Sampler.Sleep(nanoseconds); // C's last call
            }
        for (int side = 0; side < 2; side++) // the first block of each is code that was not yet compiled
            Sampler.Hand(subject + (side == 0 ? " managed" : " c"), taken[side].AsSpan(Block, count - Block));
    }

    static long Collection()
    {
        long start = Sampler.Ticks();
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        return Sampler.Ticks() - start;
    }

    static long StoodStill()
    {
        Ask();
        Collection();
        Sampler.Sleep(20_000);
        Ask();
        return Volatile.Read(ref longestSeen);
    }

    static void Ask()
    {
        long next = asked + 1;
        Volatile.Write(ref asked, next);
        while (Volatile.Read(ref answered) != next)
            Sampler.Sleep(10_000);
    }

    // Reads the clock about every microsecond and computes in between: to read it is an unsafe call too, and a thread that
    // did nothing else could hardly be stopped.
    static void Stand()
    {
        Sampler.Pin(0);
        long last = Sampler.Ticks(), longest = 0;
        uint x = 1;
        while (Volatile.Read(ref *turn) != Ended)
        {
            for (int i = 0; i < 1000; i++)
                x = x * 1664525 + 1013904223;
            long now = Sampler.Ticks();
            longest = Math.Max(longest, now - last);
            last = now;
            long wanted = Volatile.Read(ref asked);
            if (wanted == answered)
                continue;
            longestSeen = longest;
            longest = 0;
            Volatile.Write(ref answered, wanted);
        }
        sum = x;
    }
}
