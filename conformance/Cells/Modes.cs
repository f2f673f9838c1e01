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
                case "shared":
                    if (!FromC.Entered)
                        return Refuse("the child was not entered from C: it is no shared library");
                    break;
                case "neighbours":
                    Cell.Run->Entry = Native.NeighboursDoor(Cell.Run->Entry, Cell.Entry == "c" ? 0 : 1);
                    if (Cell.Run->Entry == 0)
                        return false; // C has said why
                    break;
                case "collecting":
                    BeginCollecting();
                    break;
                case "gcstress":
                    if (!Stressed(1))
                        return false;
                    break;
                case "gcstress2":
                case "gcstress3":
                case "gcstress4":
                case "gcstress8":
                case "gcstressc":
                case "gcstressf":
                    char level = args[i][^1];
                    if (!Stressed(level <= '9' ? level - '0' : level - 'a' + 10))
                        return false;
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

    static object? sink; // read by nobody: what is stored here was really allocated

    /// <summary>Whether DOTNET_GCStress does what its bits say; else the page says which does not.</summary>
    static bool Stressed(int bits)
    {
        if ((bits & 1) != 0 && !Collects(&Allocate))
            return Refuse("DOTNET_GCStress is not in force: an allocation did not collect");
        if ((bits & 2) != 0 && !Collects(&CallC))
            return Refuse("DOTNET_GCStress is not in force: a call into C did not collect; this level needs a Checked build of the runtime");
        if ((bits & 4) != 0 && !Collects(&Count))
            return Refuse("DOTNET_GCStress is not in force: jitted code did not collect; this level needs a Checked build of the runtime");
        if ((bits & 8) != 0 && !Collects(&Compare))
            return Refuse("DOTNET_GCStress is not in force: precompiled code did not collect; this level needs a Checked build of the runtime");
        return true;
    }

    const int Rounds = 64;

    /// <summary>Once a round at least: release builds ignore the levels above 1, but collect a few times while a method
    /// is made ready.</summary>
    static bool Collects(delegate*<void> work)
    {
        work();
        int before = GC.CollectionCount(0);
        work();
        return GC.CollectionCount(0) - before >= Rounds;
    }

    static void Allocate()
    {
        for (int i = 0; i < Rounds; i++)
            sink = new object();
    }

    static void CallC()
    {
        for (int i = 0; i < Rounds; i++)
            counted += Native.Leaf(i, 1);
    }

    static void Count()
    {
        for (int i = 0; i < Rounds; i++)
            counted += i;
    }

    static void Compare()
    {
        for (int i = 0; i < Rounds; i++)
            counted += string.CompareOrdinal("callback", "callbacks");
    }

    static long counted;

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
