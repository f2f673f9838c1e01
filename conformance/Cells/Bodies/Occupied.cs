using System;
using System.Diagnostics;
using System.Threading;

namespace Kit.Cells;

/// <summary>
/// The call takes long while others want a collection. Measures, in microseconds unless they are counts: how many
/// collections ended inside the call, the collector's longest wait, the longest time a bystander that only allocates
/// was held up, and how often the sleep was interrupted.
/// </summary>
static unsafe class Occupied
{
    const long Nanoseconds = 200_000_000;

    abstract class Long : Body
    {
        static volatile bool over;
        static volatile bool inside;
        static int done;
        static object? sink;

        public override void Arrange()
        {
            Cell.NameMeasures("eintr collections-inside collector-wait-us bystander-wait-us");
            Start(Collector);
            Start(Bystander);
            while (Volatile.Read(ref done) < 1)
                Thread.Yield();
        }

        static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();

        public override long Around()
        {
            inside = true;
            long answer = Cell.Call();
            inside = false;
            over = true;
            return answer;
        }

        static void Collector()
        {
            Slot* slot = Cell.Claim("collector");
            slot->Stage = Stage.Inside;
            while (!over)
            {
                bool began = inside;
                long start = Stopwatch.GetTimestamp();
                Collections.Now(slot);
                Longest(2, start);
                if (began && inside)
                    Cell.Page->Measures[1]++;
                Volatile.Write(ref done, 1);
                Thread.Sleep(1); // often enough to be in the way, seldom enough to leave the cell a core
            }
        }

        static void Bystander()
        {
            Slot* slot = Cell.Claim("bystander");
            slot->Stage = Stage.Inside;
            while (!over)
            {
                long start = Stopwatch.GetTimestamp();
                sink = new byte[100];
                Longest(3, start);
                Thread.Sleep(1);
            }
        }

        static void Longest(int measure, long start)
        {
            long waited = (Stopwatch.GetTimestamp() - start) * 1_000_000 / Stopwatch.Frequency;
            if (waited > Cell.Page->Measures[measure])
                Cell.Page->Measures[measure] = waited;
        }
    }

    sealed class Spin : Long
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            if (slot->Inside > 1)
                return a - b;
            slot->Wait(Waits.Timed, -1);
            long until = Stopwatch.GetTimestamp() + Nanoseconds / 1000 * Stopwatch.Frequency / 1_000_000;
            while (Stopwatch.GetTimestamp() < until)
            {
                // managed code: a collection can stop it at any time
            }
            slot->Done();
            return a - b;
        }
    }

    sealed class Sleep : Long
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            if (slot->Inside > 1)
                return a - b;
            slot->Wait(Waits.Timed, -1);
            Cell.Page->Measures[0] += Native.Sleep(Nanoseconds);
            slot->Done();
            return a - b;
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "spin", "spins for 200 ms while others want a collection"))
            return new Spin();
        if (Body.Is(name, "sleep", "sleeps for 200 ms in C while others want a collection"))
            return new Sleep();
        return null;
    }
}
