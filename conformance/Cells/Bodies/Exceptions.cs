using System;

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

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "throw-caught", "throws an exception and catches it", warm: true))
            return new ThrowCaught();
        if (Body.Is(name, "throw", "lets an exception out of the callback"))
            return new Throw();
        return null;
    }
}
