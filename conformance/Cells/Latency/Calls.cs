// The call alone, on a leaf in C. Twice: in a tight loop, where the JIT sets up the frame of a P/Invoke once, before the
// loop, and once in a method of its own that is not inlined, where each call pays for its frame. Nobody's program is
// exactly the one or the other.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

/// <summary>Something that is timed in batches, beside its twin in C.</summary>
abstract class Probe
{
    /// <summary>Ticks that n operations took.</summary>
    public abstract long Managed(long n);

    /// <summary>The same in C.</summary>
    public abstract long Twin(long n);

    /// <summary>What counts as one, of a unit of n.</summary>
    public virtual long OperationsOf(long n) => n;
}

/// <summary>A way to call the leaf. Each is a structure, so that the loops below are compiled anew for each, as if each had
/// been written by hand, with the call inlined into them.</summary>
interface ICall
{
    /// <param name="leaf">The leaf's address, for those that call through a pointer.</param>
    static abstract long Call(nint leaf, long a, long b);
}

unsafe struct SafeCall : ICall
{
    [DllImport("libcallbacks", EntryPoint = "kit_leaf")]
    static extern long Leaf(long a, long b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Call(nint leaf, long a, long b) => Leaf(a, b);
}

unsafe struct UnsafeCall : ICall
{
    [DllImport("libcallbacks", EntryPoint = "kit_leaf"), SuppressGCTransition]
    static extern long Leaf(long a, long b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Call(nint leaf, long a, long b) => Leaf(a, b);
}

unsafe struct SafePointerCall : ICall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Call(nint leaf, long a, long b) => ((delegate* unmanaged<long, long, long>)leaf)(a, b);
}

unsafe struct UnsafePointerCall : ICall
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Call(nint leaf, long a, long b) =>
        ((delegate* unmanaged[SuppressGCTransition]<long, long, long>)leaf)(a, b);
}

struct MarshalledCall : ICall
{
    [DllImport("libcallbacks", EntryPoint = "kit_time_leaf_text", SetLastError = true)]
    static extern long Leaf([MarshalAs(UnmanagedType.LPUTF8Str)] string text, long a, long b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Call(nint leaf, long a, long b) => Leaf("callbacks", a, b);
}

sealed class CallProbe<T>(bool apart, string twin) : Probe
    where T : struct, ICall
{
    static long sink;

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        sink = apart ? PerMethod(n) : InLoop(n);
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n) => Sampler.Twin(apart ? "one" : twin, n, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long InLoop(long n)
    {
        nint leaf = CallProbe.Leaf;
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += T.Call(leaf, i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long One(long a, long b) => T.Call(CallProbe.Leaf, a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long PerMethod(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += One(i, 3);
        return sum;
    }
}

static class CallProbe
{
    /// <summary>The leaf's address.</summary>
    public static nint Leaf;

    public static void Prepare() =>
        Leaf = NativeLibrary.GetExport(NativeLibrary.Load("libcallbacks", typeof(CallProbe).Assembly, null), "kit_leaf");

    public static Probe Of(string call, bool apart) => call switch
    {
        "safe" => new CallProbe<SafeCall>(apart, "leaf"),
        "unsafe" => new CallProbe<UnsafeCall>(apart, "leaf"),
        "safe-pointer" => new CallProbe<SafePointerCall>(apart, "leaf"),
        "unsafe-pointer" => new CallProbe<UnsafePointerCall>(apart, "leaf"),
        _ => new CallProbe<MarshalledCall>(apart, "leaf-text"),
    };
}
