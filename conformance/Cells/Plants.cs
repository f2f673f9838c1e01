// Cells that lie on purpose: what the kit must see through before it is believed about anything else.
using System;

namespace Kit.Cells;

static unsafe class Plants
{
    public static int Run(string name)
    {
        switch (name)
        {
            case "right": // the one honest plant: nothing of it may be misread either
            case "close-stdout":
            case "orphan":
                Do(name);
                Cell.Say(Token.Right, "");
                return 0;
            case "wrong-answer":
                Cell.Say(Token.Wrong, "the answer is 1, with a callback in C it is 2");
                return 0;
            case "token-then-seven": // says that all is well and ends with another code
                Cell.Say(Token.Right, "");
                return 7;
            case "fail-fast":
                Environment.FailFast("planted");
                return 0;
            case "corrupt":
                return Corrupt();
            case "slow-sleep":
            case "slow-wait":
            case "slow-spin":
            case "slow-collection":
            case "slow-exit":
                SlowPlants.Do(name);
                Cell.Say(Token.Right, "");
                return 0;
            default:
                Do(name);
                return 0;
        }
    }

    static void Do(string name)
    {
        if (name == "right")
            return;
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        Native.Plant(text);
    }

    /// <summary>
    /// Breaks an old object that a young collection has no business with. With DOTNET_HeapVerify=1 that collection looks
    /// at the whole heap and dies; without it the process lives on. The proof that the mode is in force.
    /// </summary>
    static int Corrupt()
    {
        var victim = new byte[64];
        GC.Collect();
        GC.Collect();
        fixed (byte* data = victim)
        {
            nint* type = (nint*)(data - 2 * sizeof(nint));
            nint kept = *type;
            *type = 0x1234;
            GC.Collect(0);
            *type = kept;
        }
        Cell.Say(Token.Right, "");
        return 0;
    }
}
