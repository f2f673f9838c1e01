// Every single callback stamped, in blocks that alternate with blocks of the twin; and fresh threads, phase by phase.
using System;
using System.Collections.Generic;
using System.Threading;

namespace Kit.Cells.Latency;

static unsafe class Stamps
{
    /// <summary>From one callback that is due to the next, in nanoseconds.</summary>
    public const long Gap = 20_000;

    const long BlockNs = 10_000_000;
    const int Room = 500_000, SlowRoom = 20_000, SlowWords = 6;
    static readonly string[] phases = ["thread-whole", "thread-start", "thread-first", "thread-second", "thread-end"];

    public static void Run(string[] subjects, long milliseconds, long gap)
    {
        string[] key = subjects[0].Split(' ')[1].Split("::");
        // A block is short in time, whatever it meets: beside a collector each callback may have to wait for a collection.
        const long Least = 100;
        long most = gap == 0 ? 20_000 : 500, block = Least, blockTicks = (long)(BlockNs * Sampler.Rate());
        var sides = stackalloc Stamped[2];
        Begin(&sides[0], Doors.Of(key[3]));
        Begin(&sides[1], Doors.Of("c"));
        int before = GC.CollectionCount(0);
        nint door = sides[0].Callback;
        Sampler.Loop(door, 0, 50_000);
        if (key[3] == "delegate") // its target is compiled for good later; what is UnmanagedCallersOnly was so at once
            Settled.Wait(_ => Sampler.Loop(door, 0, 1000));
        long until = Environment.TickCount64 + milliseconds;
        while (Environment.TickCount64 < until && sides[0].Count + block <= Room)
        {
            long longest = 1;
            for (int side = 0; side < 2; side++)
            {
                Neighbours.Turn(side == 0 ? Neighbours.Managed : Neighbours.C);
                Thread.Sleep(1); // for the neighbours to see whose turn it is
                long start = Sampler.Ticks();
                Sampler.StampLoop(&sides[side], block, gap);
                longest = Math.Max(longest, Sampler.Ticks() - start);
            }
            block = Math.Clamp(block * blockTicks / longest, Least, most);
        }
        Neighbours.Turn(Neighbours.Nobody);
        Hand(&sides[0], subjects[0] + " managed", gap);
        Hand(&sides[1], subjects[0] + " c", gap);
        Neighbours.Hand(subjects[0] + " managed");
        Sampler.Note(subjects[0] + " collections", Series.Numbers, 0, 1, GC.CollectionCount(0) - before);
    }

    static void Begin(Stamped* stamped, nint callback)
    {
        *stamped = default;
        stamped->Callback = callback;
        stamped->Room = Room;
        stamped->SlowRoom = SlowRoom;
        stamped->Ticks = Touched(Room);
        stamped->Slow = Touched(SlowRoom * SlowWords);
    }

    static long* Touched(int count)
    {
        var memory = new Span<long>(System.Runtime.InteropServices.NativeMemory.Alloc((nuint)count, 8), count);
        memory.Fill(1); // no stamp shall meet a page fault of the sampler's own
        fixed (long* at = memory)
            return at;
    }

    static void Hand(Stamped* stamped, string name, long gap)
    {
        Copy(stamped->Ticks, Sampler.Room(name, Series.Each, 0, Math.Max(gap, 1), stamped->Count), stamped->Count);
        Copy(stamped->Slow, Sampler.Room(name, Series.Slow, 0, 1, stamped->SlowCount * SlowWords), stamped->SlowCount * SlowWords);
    }

    static void Copy(long* from, long* to, long count)
    {
        for (long i = 0; to != null && i < count; i++)
            to[i] = from[i];
    }

    /// <summary>Fresh threads, one that calls managed code and one that calls C in turn; each door for its part of the time.</summary>
    public static void Fresh(string[] subjects, long milliseconds)
    {
        var keys = new List<string>();
        foreach (string subject in subjects)
            if (!keys.Contains(subject.Split(' ')[1]))
                keys.Add(subject.Split(' ')[1]);
        foreach (string key in keys)
            if (!FreshOf(key, milliseconds / keys.Count))
            {
                Cell.Say(Token.Broken, "the system refuses a thread");
                return;
            }
    }

    static bool FreshOf(string key, long milliseconds)
    {
        nint door = Doors.Of(key.Split("::")[3]), plain = Doors.Of("c");
        const int Most = 4000;
        long* times = Touched(Most * 10);
        int done = 0;
        for (int i = 0; i < 20; i++)
        {
            _ = Sampler.Fresh(door, 0, times) + Sampler.Fresh(plain, 0, times);
        }
        for (long until = Environment.TickCount64 + milliseconds; done < Most && Environment.TickCount64 < until; done++)
            if (Sampler.Fresh(door, 0, times + done * 10) == 0 || Sampler.Fresh(plain, 0, times + done * 10 + 5) == 0)
                return false;
        for (int side = 0; side < 2; side++)
            for (int phase = 0; phase < phases.Length; phase++)
            {
                string name = phases[phase] + " " + key + " 0" + (side == 0 ? " managed" : " c");
                long* room = Sampler.Room(name, Series.Each, 0, 1, done);
                for (int i = 0; room != null && i < done; i++)
                    room[i] = times[i * 10 + side * 5 + phase];
            }
        return true;
    }
}
