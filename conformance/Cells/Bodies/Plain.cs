using System;

namespace Kit.Cells;

static unsafe class Plain
{
    sealed class Empty : Body
    {
        public override bool EveryTime => true;

        public override long Callback(Slot* slot, long a, long b) => a - b;
    }

    sealed class Allocate : Body
    {
        static object? sink;

        public override bool EveryTime => true;

        public override long Callback(Slot* slot, long a, long b)
        {
            sink = new object();
            return sink == null ? 0 : a - b;
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "empty", "answers, and does nothing else", warm: true))
            return new Empty();
        if (Body.Is(name, "allocate", "allocates one object", warm: true))
            return new Allocate();
        return null;
    }
}
