// The five ways from managed code into C. One method each, never inlined: in a method of its own a call's frame is set up
// and taken down around that one call, and only the kind under test is ever compiled.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells;

static unsafe class Calls
{
    [DllImport("libcallbacks", EntryPoint = "kit_run")]
    static extern long RunSafe(Run* run);

    [DllImport("libcallbacks", EntryPoint = "kit_run"), SuppressGCTransition]
    static extern long RunUnsafe(Run* run);

    [DllImport("libcallbacks", EntryPoint = "kit_run_text", SetLastError = true)]
    static extern long RunMarshalled([MarshalAs(UnmanagedType.LPUTF8Str)] string text, Run* run);

    static nint pointer;

    public static Call Parse(string name) => name switch
    {
        "safe" => Call.Safe,
        "unsafe" => Call.Unsafe,
        "safe-pointer" => Call.SafePointer,
        "unsafe-pointer" => Call.UnsafePointer,
        "marshalled" => Call.Marshalled,
        _ => Call.None,
    };

    /// <summary>Looks up what a call through a pointer needs, so that the call itself does nothing but call.</summary>
    public static void Prepare(Call call)
    {
        if (call is Call.SafePointer or Call.UnsafePointer)
            pointer = NativeLibrary.GetExport(NativeLibrary.Load("libcallbacks", typeof(Calls).Assembly, null), "kit_run");
    }

    public static long Make(Run* run) => run->Call switch
    {
        Call.Safe => Safe(run),
        Call.Unsafe => Unsafe(run),
        Call.SafePointer => SafePointer(run),
        Call.UnsafePointer => UnsafePointer(run),
        _ => Marshalled(run),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Safe(Run* run) => RunSafe(run);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Unsafe(Run* run) => RunUnsafe(run);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long SafePointer(Run* run) => ((delegate* unmanaged<Run*, long>)pointer)(run);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long UnsafePointer(Run* run) => ((delegate* unmanaged[SuppressGCTransition]<Run*, long>)pointer)(run);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Marshalled(Run* run) => RunMarshalled("callbacks æøå", run);

    public static void Describe()
    {
        Program.Line("call", "safe", "a plain DllImport: the thread lets collections happen while it is in C");
        Program.Line("call", "unsafe", "DllImport with SuppressGCTransition: the thread stays in cooperative mode");
        Program.Line("call", "safe-pointer", "the safe call through delegate* unmanaged");
        Program.Line("call", "unsafe-pointer", "the unsafe call through delegate* unmanaged[SuppressGCTransition]");
        Program.Line("call", "marshalled", "a DllImport with a string argument and SetLastError: through a marshalling stub");
    }
}
