using System.Threading;

namespace Kit.Cells;

/// <summary>The caller holds what the callback needs. On the caller's own thread all three are re-entrant.</summary>
static unsafe class Locks
{
    sealed class HeldMonitor : Body
    {
        static readonly object gate = new();

        public override long Around()
        {
            lock (gate)
                return Cell.Call();
        }

        public override long Callback(Slot* slot, long a, long b)
        {
            slot->Wait(Waits.Lock, Cell.Index(Cell.Caller));
            lock (gate)
                slot->Done();
            return a - b;
        }
    }

#if NET9_0_OR_GREATER
    sealed class HeldLock : Body
    {
        static readonly Lock gate = new();

        public override long Around()
        {
            lock (gate)
                return Cell.Call();
        }

        public override long Callback(Slot* slot, long a, long b)
        {
            slot->Wait(Waits.Lock, Cell.Index(Cell.Caller));
            lock (gate)
                slot->Done();
            return a - b;
        }
    }
#endif

    sealed class StaticConstructor : Body
    {
        public override long Around() => Constructing.Answer;

        public override long Callback(Slot* slot, long a, long b)
        {
            slot->Wait(Waits.Lock, Cell.Index(Cell.Caller));
            long one = Constructing.One; // waits for the constructor unless it runs on this very thread
            slot->Done();
            return (a - b) * one;
        }
    }

    static class Constructing
    {
        public static readonly long One;
        public static readonly long Answer;

        static Constructing()
        {
            One = 1;
            Answer = Cell.Call();
        }
    }

    const string HoldsLock = "enters a System.Threading.Lock that the caller holds around the call";

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "monitor", "enters a Monitor that the caller holds around the call"))
            return new HeldMonitor();
#if NET9_0_OR_GREATER
        if (Body.Is(name, "lock", HoldsLock))
            return new HeldLock();
#else
        if (Body.Is(name, "lock", HoldsLock, absent: "System.Threading.Lock came with .NET 9"))
            return null;
#endif
        if (Body.Is(name, "static-constructor", "needs a class whose static constructor is running and made the call"))
            return new StaticConstructor();
        return null;
    }
}
