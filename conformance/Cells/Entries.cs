// The doors into managed code. Each leads to the body of the cell and does nothing else but say where it is.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells;

static unsafe class Entries
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate long Door(Slot* slot, long a, long b);

    static Door? kept; // for as long as C may call: what the rules ask for

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long Uco(Slot* slot, long a, long b)
    {
        slot->Inside++;
        slot->Stage = Stage.Inside;
        long answer = slot->Inside <= Cell.Deeds ? Cell.Body.Callback(slot, a, b) : a - b;
        slot->Stage = Stage.Leaving;
        return answer;
    }

    public static long Delegate(Slot* slot, long a, long b)
    {
        slot->Inside++;
        slot->Stage = Stage.Inside;
        long answer = slot->Inside <= Cell.Deeds ? Cell.Body.Callback(slot, a, b) : a - b;
        slot->Stage = Stage.Leaving;
        return answer;
    }

    /// <summary>Attaches a thread to the runtime before the cell begins on it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long Attach(Slot* slot, long a, long b) => a - b;

    /// <summary>The address of a door; 0 when there is none: the c entry of a body without a twin in C.</summary>
    public static nint Address(string entry, string body) => entry switch
    {
        "uco" => UcoAddress(),
        "delegate" => Keep(Delegate),
        "c" => CAddress(body),
        _ => 0,
    };

    public static nint AttachAddress(string entry) => entry == "c" ? CAddress("empty") : UcoAttach();

    static nint UcoAddress() => (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Uco;

    static nint UcoAttach() => (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Attach;

    static nint Keep(Door door) => Marshal.GetFunctionPointerForDelegate(kept = door);

    public static bool HasC(string body) => CAddress(body) != 0;

    static nint CAddress(string body)
    {
        byte* name = stackalloc byte[64];
        Page.Write(name, 64, body);
        return Native.CBody(name);
    }

    public static void Describe()
    {
        Program.Line("entry", "uco", "a static method marked UnmanagedCallersOnly");
        Program.Line("entry", "delegate", "a delegate through Marshal.GetFunctionPointerForDelegate");
        Program.Line("entry", "c", "no managed code at all: the oracle");
    }
}
