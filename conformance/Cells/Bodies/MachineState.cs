using System;
using System.Runtime.InteropServices;

namespace Kit.Cells;

/// <summary>What C set before the callback and expects to find after it.</summary>
static unsafe class MachineState
{
    /// <summary>Right when the shield in C found everything as it was.</summary>
    abstract class Kept(Shield shield, string what) : Body
    {
        public override void Arrange() => Cell.Run->Shield = shield;

        public override void Check(long answer)
        {
            if (Cell.Run->Damage != 0)
                Cell.Say(Token.Wrong, what + " after " + Cell.Run->Damage + " callbacks");
            base.Check(answer);
        }
    }

    sealed class Errno() : Kept(Shield.Errno, "errno was changed")
    {
        static object? sink;

        public override long Callback(Slot* slot, long a, long b)
        {
            sink = new byte[100];
            Collections.Now(slot); // the runtime's own system calls may set it
            return sink == null ? 0 : a - b;
        }
    }

    sealed class LastError : Body
    {
        public override long Callback(Slot* slot, long a, long b)
        {
            Native.SetErrno(9);
            Collections.Now(slot);
            if (Marshal.GetLastPInvokeError() != 9)
                Cell.Say(Token.Wrong, "the error that SetLastError kept was 9 and is " + Marshal.GetLastPInvokeError());
            return a - b;
        }
    }

    sealed class Rounding() : Kept(Shield.Rounding, "the rounding mode was changed")
    {
        static double one = 1, three = 3;

        public override long Callback(Slot* slot, long a, long b)
        {
            Cell.Measure(0, BitConverter.DoubleToInt64Bits(one / three) & 1); // 0x3FD5555555555555, rounded up ...56
            return a - b;
        }

        public override void Check(long answer)
        {
            Cell.Measure(0, 1 - Cell.Page->Measures[0]);
            Cell.NameMeasures("computed-with-C's-rounding");
            base.Check(answer);
        }
    }

    sealed class FlushToZero() : Kept(Shield.Flush, "flush-to-zero was changed")
    {
        static double small = 1e-300, smaller = 1e-10;

        public override long Callback(Slot* slot, long a, long b)
        {
            Cell.Measure(0, small * smaller == 0 ? 1 : 0); // 1e-310 is a denormal number
            return a - b;
        }

        public override void Check(long answer)
        {
            Cell.NameMeasures("computed-with-C's-flush-to-zero");
            base.Check(answer);
        }
    }

    sealed class Registers() : Kept(Shield.Registers, "a callee-saved register or the stack's alignment was wrong")
    {
        static object? sink;

        public override long Callback(Slot* slot, long a, long b)
        {
            sink = new object();
            if (Native.Alignment() != 0)
                Cell.Run->Damage++;
            return sink == null ? 0 : a - b;
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "errno", "C's errno, with an allocation and a collection in the callback"))
            return new Errno();
        if (Body.Is(name, "last-error", "the error kept by SetLastError in the callback, across a collection"))
            return new LastError();
        if (Body.Is(name, "rounding", "C rounds upwards: does the callback, and does C still afterwards?"))
            return new Rounding();
        if (Body.Is(name, "flush-to-zero", "C flushes denormal numbers to zero: does the callback, and C afterwards?"))
            return new FlushToZero();
        if (Body.Is(name, "registers", "C's callee-saved registers, and the alignment of the stack"))
            return new Registers();
        return null;
    }
}
