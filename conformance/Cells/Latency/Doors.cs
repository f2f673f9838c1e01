// The doors that are timed: the signature of kit_callback itself, with nothing behind it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

static unsafe class Doors
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate long Door(nint user, long a, long b);

    static readonly Door kept = Answer; // for as long as C may call
    static readonly Door keptNest = Nested;

    static long Answer(nint user, long a, long b) => a - b;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long UcoAnswer(nint user, long a, long b) => a - b;

    static long Nested(nint user, long a, long b) => b == 0 ? a : Nest(user, a, b - 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long UcoNested(nint user, long a, long b) => b == 0 ? a : Nest(user, a, b - 1);

    [UnmanagedCallersOnly(EntryPoint = "kit_time_export_answer", CallConvs = [typeof(CallConvCdecl)])]
    static long ExportAnswer(nint user, long a, long b) => a - b;

    [UnmanagedCallersOnly(EntryPoint = "kit_time_export_nested", CallConvs = [typeof(CallConvCdecl)])]
    static long ExportNested(nint user, long a, long b) => b == 0 ? a : Nest(user, a, b - 1);

    /// <summary>A method that NativeAOT exports by this name, as C finds it.</summary>
    public static nint Exported(string name)
    {
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        return Native.Exported(Of("uco"), text);
    }

    [DllImport("libcallbacks", EntryPoint = "kit_time_nest")]
    public static extern long Nest(nint self, long a, long b);

    /// <summary>The address of a door, 0 when there is none of that name.</summary>
    public static nint Of(string entry) => entry switch
    {
        "uco" => (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&UcoAnswer,
        "delegate" => Marshal.GetFunctionPointerForDelegate(kept),
        "export" => Exported("kit_time_export_answer"),
        "c" => Sampler.PlainCallback,
        _ => 0,
    };

    /// <summary>One that calls C, which calls it, as deep as its second number says.</summary>
    public static nint NestedOf(string entry) => entry switch
    {
        "uco" => (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&UcoNested,
        "delegate" => Marshal.GetFunctionPointerForDelegate(keptNest),
        "export" => Exported("kit_time_export_nested"),
        _ => 0,
    };
}
