using System;

namespace Kit.Cells;

/// <summary>Bodies that make a collection happen.</summary>
static unsafe class Collections
{
    sealed class Collect : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            Now(slot);
            return a - b;
        }
    }

    sealed class AllocateMany : Body
    {
        static byte[]? sink;

        public override long Callback(Slot* slot, long a, long b)
        {
            if (slot->Inside > 2) // twice a thread is enough: each time costs a whole allocation budget
                return a - b;
            int before = GC.CollectionCount(0);
            slot->Wait(Waits.Collection, -1); // whichever allocation it is that starts one
            for (int i = 0; i < 1_000_000 && GC.CollectionCount(0) == before; i++)
            {
                sink = new byte[4000];
                slot->Beats++;
            }
            slot->Done();
            if (GC.CollectionCount(0) == before)
                Cell.Say(Token.Broken, "4 GB of garbage and no collection");
            return a - b;
        }
    }

    /// <summary>A full, blocking collection; the page says who does it.</summary>
    public static void Now(Slot* slot)
    {
        slot->Wait(Waits.Collection, -1);
        GC.Collect();
        slot->Done();
        slot->Beats++;
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "collect", "collects: GC.Collect()", warm: true))
            return new Collect();
        if (Body.Is(name, "allocate-many", "allocates until a collection has happened"))
            return new AllocateMany();
        return null;
    }
}
