using System;
using System.Runtime.CompilerServices;

namespace Kit.Cells;

static unsafe class Exceptions
{
    sealed class ThrowCaught : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            try
            {
                throw new InvalidOperationException("caught in the callback");
            }
            catch (InvalidOperationException)
            {
                return a - b;
            }
        }
    }

    sealed class Throw : Body
    {
        public override long Callback(Slot* slot, long a, long b) =>
            throw new InvalidOperationException("out of the callback");
    }

    /// <summary>A SIGSEGV in managed code: the runtime's handler makes an exception of it, if it is asked.</summary>
    sealed class FaultCaught : Body
    {
        sealed class Cell
        {
            public long Value;
        }

        static volatile Cell? nothing;

        [MethodImpl(MethodImplOptions.NoInlining)]
        static long Read(Cell cell) => cell.Value;

        public override long Callback(Slot* slot, long a, long b)
        {
            try
            {
                return Read(nothing!); // never an answer
            }
            catch (NullReferenceException)
            {
                return a - b;
            }
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "throw-caught", "throws an exception and catches it", warm: true))
            return new ThrowCaught();
        if (Body.Is(name, "throw", "lets an exception out of the callback"))
            return new Throw();
        if (Body.Is(name, "fault-caught", "reads through a null reference and catches the exception that is made of the signal"))
            return new FaultCaught();
        return null;
    }
}
