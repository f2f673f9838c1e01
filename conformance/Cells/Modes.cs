// Modes that live in the child, and the proof that the others are in force: a mode that was ignored must never look tested.
using System;
using System.Threading;

namespace Kit.Cells;

static unsafe class Modes
{
    /// <summary>Whether the modes named after the key are in force; else the page says which is not, and why.</summary>
    public static bool AreInForce(string[] args)
    {
        for (int i = 5; i < args.Length; i++)
        {
            string? why = args[i] switch
            {
                "shared" => FromC.Entered ? null : "the child was not entered from C: it is no shared library",
                "neighbours" or "collecting" => null, // begin when the cell is arranged
                "heapverify" => null, // shows itself in the plant `corrupt`, which dies only where the heap is verified
                "gcstress" => NotStressed(1),
                "gcstress2" or "gcstress3" or "gcstress4" or "gcstress8" => NotStressed(args[i][^1] - '0'),
                "gcstressc" or "gcstressf" => NotStressed(args[i][^1] - 'a' + 10),
                _ => InForce.WhyNot(args[i]),
            };
            if (why != null)
            {
                Cell.Say(Token.Broken, "+" + args[i] + ": " + why);
                return false;
            }
        }
        return true;
    }

    /// <summary>Begins what runs beside the cell; false, with the page saying why, when that fails.</summary>
    public static bool Begin(string[] args)
    {
        if (Array.IndexOf(args, "neighbours", 5) >= 0)
        {
            Cell.Run->Entry = Native.NeighboursDoor(Cell.Run->Entry, Cell.Entry == "c" ? 0 : 1);
            if (Cell.Run->Entry == 0)
                return false; // C has said why
        }
        if (Array.IndexOf(args, "collecting", 5) >= 0)
            BeginCollecting();
        return true;
    }

    static object? sink; // read by nobody: what is stored here was really allocated

    /// <summary>Which of its bits DOTNET_GCStress does not do, or null.</summary>
    static string? NotStressed(int bits) =>
        (bits & 1) != 0 && !Collects(&Allocate) ? "DOTNET_GCStress is not in force: an allocation did not collect"
        : (bits & 2) != 0 && !Collects(&CallC) ? "DOTNET_GCStress is not in force: a call into C did not collect; " + Checked
        : (bits & 4) != 0 && !Collects(&Count) ? "DOTNET_GCStress is not in force: jitted code did not collect; " + Checked
        : (bits & 8) != 0 && !Collects(&Compare) ? "DOTNET_GCStress is not in force: precompiled code did not collect; " + Checked
        : null;

    const string Checked = "this level needs a Checked build of the runtime";

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
