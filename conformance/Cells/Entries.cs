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

    /// <summary>The name under which C finds it, in a program that was compiled ahead of time.</summary>
    const string ExportName = "kit_cell_export";

    [UnmanagedCallersOnly(EntryPoint = ExportName, CallConvs = [typeof(CallConvCdecl)])]
    static long Export(Slot* slot, long a, long b)
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

    /// <summary>The doors behind which a body exists when it does not say otherwise.</summary>
    public const string Managed = "uco,delegate,export";

    /// <summary>Why this runtime has no such door, or null.</summary>
    public static string? Absent(string entry) => entry == "export" && RuntimeFeature.IsDynamicCodeSupported
        ? "A JIT exports nothing: an EntryPoint becomes a symbol only where a program is compiled ahead of time (NativeAOT)."
        : null;

    /// <summary>The address of a door; 0 when there is none: the c entry of a body without a twin in C.</summary>
    public static nint Address(string entry, string body) => entry switch
    {
        "uco" => UcoAddress(),
        "delegate" => Keep(Delegate),
        "export" => ExportAddress(),
        "c" => CAddress(body),
        _ => 0,
    };

    public static nint AttachAddress(string entry) => entry == "c" ? CAddress("empty") : UcoAttach();

    static nint UcoAddress() => (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Uco;

    static nint UcoAttach() => (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Attach;

    /// <summary>As C finds it: by its name in the dynamic symbols of the module that this code lies in.</summary>
    static nint ExportAddress()
    {
        byte* name = stackalloc byte[64];
        Page.Write(name, 64, ExportName);
        return Native.Exported(UcoAttach(), name);
    }

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
        Program.Line("entry", "export", "a static method that NativeAOT exports by name (EntryPoint), found by dlsym", absent: Absent("export"));
        Program.Line("entry", "c", "no managed code at all: the oracle");
    }
}
