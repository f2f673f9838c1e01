namespace Kit.Cells;

/// <summary>Calls C from the callback; deeper than one, C calls back again.</summary>
static unsafe class Reentry
{
    sealed class Reenter(long depth, bool safe) : Body
    {
        public override bool EveryTime => true; // a depth that is counted cannot be cut short

        public override long Callback(Slot* slot, long a, long b)
        {
            long level = ++slot->Scratch[0];
            slot->Beats++;
            slot->Call = safe ? Cells.Call.Safe : Cells.Call.Unsafe;
            slot->Stage = Stage.Calling;
            long answer = level < depth ? Deeper(a, b) : Leaf(a, b);
            slot->Stage = Stage.Inside;
            slot->Call = Cells.Call.None;
            slot->Scratch[0] = level - 1;
            return answer;
        }

        long Deeper(long a, long b) => safe ? Native.Again(Cell.Run, a, b) : Native.AgainUnsafe(Cell.Run, a, b);

        long Leaf(long a, long b) => safe ? Native.Leaf(a, b) : Native.LeafUnsafe(a, b);
    }

    /// <summary>Calls the library's own API again, as its contract allows or refuses it; once, however deep it calls back.</summary>
    sealed class ReenterLibrary : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            if (slot->Scratch[0] != 0)
                return a - b;
            slot->Scratch[0] = 1;
            slot->Call = Cells.Call.Safe;
            slot->Stage = Stage.Calling;
            long answer = Native.AgainLibrary(Cell.Run, a, b);
            slot->Stage = Stage.Inside;
            slot->Call = Cells.Call.None;
            slot->Scratch[0] = 0;
            return answer;
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "reenter-safe-1", "makes a safe call into C, which does not call back"))
            return new Reenter(1, true);
        if (Body.Is(name, "reenter-safe-100", "safe calls and callbacks nested 100 deep"))
            return new Reenter(100, true);
        if (Body.Is(name, "reenter-safe-10000", "safe calls and callbacks nested 10,000 deep"))
            return new Reenter(10_000, true);
        if (Body.Is(name, "reenter-safe-runaway", "safe calls and callbacks nested without end"))
            return new Reenter(long.MaxValue, true);
        if (Body.Is(name, "reenter-unsafe-1", "makes an unsafe call into C, which does not call back"))
            return new Reenter(1, false);
        if (Body.Is(name, "reenter-unsafe-100", "unsafe calls and callbacks nested 100 deep"))
            return new Reenter(100, false);
        if (Body.Is(name, "reenter-library", "calls the library again, as its contract allows or refuses", needs: "again"))
            return new ReenterLibrary();
        return null;
    }
}
