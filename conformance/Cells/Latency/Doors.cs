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

    [DllImport("callbacks", EntryPoint = "kit_time_nest")]
    public static extern long Nest(nint self, long a, long b);

    /// <summary>The address of a door, 0 when there is none of that name.</summary>
    public static nint Of(string entry) => entry switch
    {
        "uco" => (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&UcoAnswer,
        "delegate" => Marshal.GetFunctionPointerForDelegate(kept),
        "c" => Sampler.PlainCallback,
        _ => 0,
    };

    /// <summary>One that calls C, which calls it, as deep as its second number says.</summary>
    public static nint NestedOf(string entry) => entry switch
    {
        "uco" => (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&UcoNested,
        "delegate" => Marshal.GetFunctionPointerForDelegate(keptNest),
        _ => 0,
    };
}
