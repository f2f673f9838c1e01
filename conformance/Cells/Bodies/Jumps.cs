namespace Kit.Cells;

/// <summary>Leaves the callback, or what lies beneath it, by anything but return.</summary>
static unsafe class Jumps
{
    sealed class LongJump(bool thenCollect) : Body
    {
        public override void Arrange() => Cell.Run->Shield = Shield.Jump;

        public override long Callback(Slot* slot, long a, long b)
        {
            if (thenCollect && slot->Inside > 1)
                Collections.Now(slot);
            else
                Native.Jump(); // lands in C above this frame, which is never left
            return a - b;
        }
    }

    /// <summary>The library's own way out, which lands in the library: what Lua and libpng do to report an error.</summary>
    sealed class Leave(bool yield, bool thenCollect) : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            if (thenCollect && slot->Inside > 1)
                Collections.Now(slot);
            else if (yield)
                Native.Yield(Cell.Run);
            else
                Native.Leave(Cell.Run);
            return a - b;
        }
    }

    sealed class CppThrough : Body
    {
        public override void Arrange()
        {
            Native.CppPrepare();
            Cell.Run->Shield = Shield.Cpp;
        }

        public override long Callback(Slot* slot, long a, long b)
        {
            Native.CppThrow();
            return a - b;
        }
    }

    sealed class CppCaught : Body
    {
        public override void Arrange() => Native.CppPrepare();

        public override long Callback(Slot* slot, long a, long b) => Native.CppCaught(a, b);
    }

    sealed class ThreadExit : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            Native.ThreadExit();
            return a - b;
        }

        public override void Check(long answer)
        {
            if (Cell.Run->Gone == 0)
            {
                Cell.Say(Token.Wrong, "the thread ended, but the clean-up handlers of the C beneath its callback never ran");
                return;
            }
            Collections.Now(Cell.Caller); // does the runtime get over the loss?
            Cell.Say(Token.Right, "");
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "longjmp", "C beneath the callback jumps to C above it: longjmp over the managed frame"))
            return new LongJump(false);
        if (Body.Is(name, "longjmp-collect", "the same once, then later callbacks collect"))
            return new LongJump(true);
        if (Body.Is(name, "leave", "leaves by the library's own way out, which does not return", needs: "leave"))
            return new Leave(false, false);
        if (Body.Is(name, "leave-collect", "the same once, then later callbacks collect", needs: "leave"))
            return new Leave(false, true);
        if (Body.Is(name, "yield", "leaves by the library's own way out, to be gone on with later", needs: "yield"))
            return new Leave(true, false);
        if (Body.Is(name, "yield-collect", "the same once, then later callbacks collect", needs: "yield"))
            return new Leave(true, true);
        if (Body.Is(name, "cpp-through", "C++ beneath the callback throws, C++ above it catches"))
            return new CppThrough();
        if (Body.Is(name, "cpp-caught", "C++ beneath the callback throws and catches"))
            return new CppCaught();
        if (Body.Is(name, "pthread-exit", "C beneath the callback calls pthread_exit"))
            return new ThreadExit();
        return null;
    }
}
