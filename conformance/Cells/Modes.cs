// Modes that live in the child, and the proof that the others are in force: a mode that was ignored must never look tested.
using System;
using System.Threading;

namespace Kit.Cells;

static unsafe class Modes
{
    /// <summary>Begins the modes named after the key; false, with the page saying why, when one is not in force.</summary>
    public static bool Begin(string[] args)
    {
        for (int i = 5; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "collecting":
                    BeginCollecting();
                    break;
                case "gcstress":
                    if (!EveryAllocationCollects())
                        return Refuse("DOTNET_GCStress is not in force: an allocation did not collect");
                    break;
                case "heapverify": // shows itself in the plant `corrupt`, which dies only where the heap is verified
                    break;
                default:
                    return Refuse("there is no mode " + args[i]);
            }
        }
        return true;
    }

    static bool Refuse(string why)
    {
        Cell.Say(Token.Broken, why);
        return false;
    }

    static object? sink;

    static bool EveryAllocationCollects()
    {
        int before = GC.CollectionCount(0);
        for (int i = 0; i < 8; i++)
            sink = new object();
        return GC.CollectionCount(0) > before && sink != null;
    }

    static volatile int collected;

    /// <summary>A neighbour that collects all the time; the cell goes on once it has collected for the first time.</summary>
    static void BeginCollecting()
    {
        var neighbour = new Thread(CollectForEver) { IsBackground = true };
        neighbour.Start();
        while (collected == 0)
            Thread.Yield();
    }

    static void CollectForEver()
    {
        Slot* slot = Cell.Claim("neighbour");
        slot->Stage = Stage.Inside;
        Cell.Run->Neighbour = slot; // C makes the first callback meet a collection
        while (true)
        {
            slot->Wait(Waits.Collection, -1);
            GC.Collect();
            slot->Done();
            slot->Beats++;
            if (++collected % 4 == 0)
                Thread.Sleep(1); // for whoever waits to be let in: a cell is to meet collections, not to starve of them
        }
    }
}
