using System;

namespace Kit.Cells;

/// <summary>Is a native thread one managed thread, callback after callback?</summary>
static unsafe class Identity
{
    sealed class PerThread : Body
    {
        [ThreadStatic]
        static long seen;

        public override long Callback(Slot* slot, long a, long b)
        {
            if (seen != slot->Scratch[1])
                Cell.Say(Token.Wrong, "a ThreadStatic held " + seen + " where this thread had left " + slot->Scratch[1]);
            seen = ++slot->Scratch[1];
            return a - b;
        }
    }

    sealed class SameThread : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            int id = Environment.CurrentManagedThreadId;
            if (slot->Scratch[2] != 0 && slot->Scratch[2] != id)
                Cell.Say(Token.Wrong, "managed thread " + slot->Scratch[2] + " has become managed thread " + id);
            slot->Scratch[2] = id;
            return a - b;
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "thread-static", "a ThreadStatic keeps its value from callback to callback"))
            return new PerThread();
        if (Body.Is(name, "thread-identity", "Thread.CurrentThread is the same from callback to callback"))
            return new SameThread();
        return null;
    }
}
