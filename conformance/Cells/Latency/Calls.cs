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

sealed unsafe class CallProbe(string call, bool apart) : Probe
{
    const string Text = "callbacks";
    static nint leaf;
    static long sink;

    [DllImport("callbacks", EntryPoint = "kit_leaf")]
    static extern long Leaf(long a, long b);

    [DllImport("callbacks", EntryPoint = "kit_leaf"), SuppressGCTransition]
    static extern long LeafUnsafe(long a, long b);

    [DllImport("callbacks", EntryPoint = "kit_time_leaf_text", SetLastError = true)]
    static extern long LeafText([MarshalAs(UnmanagedType.LPUTF8Str)] string text, long a, long b);

    public static void Prepare() =>
        leaf = NativeLibrary.GetExport(NativeLibrary.Load("callbacks", typeof(CallProbe).Assembly, null), "kit_leaf");

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        sink = (call, apart) switch
        {
            ("safe", false) => Safe(n),
            ("unsafe", false) => Unsafe(n),
            ("safe-pointer", false) => SafePointer(n),
            ("unsafe-pointer", false) => UnsafePointer(n),
            ("marshalled", false) => Marshalled(n),
            ("safe", true) => SafeApart(n),
            ("unsafe", true) => UnsafeApart(n),
            ("safe-pointer", true) => SafePointerApart(n),
            ("unsafe-pointer", true) => UnsafePointerApart(n),
            _ => MarshalledApart(n),
        };
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n) =>
        Sampler.Twin(apart ? "one" : call == "marshalled" ? "leaf-text" : "leaf", n, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Safe(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += Leaf(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Unsafe(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += LeafUnsafe(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long SafePointer(long n)
    {
        var call = (delegate* unmanaged<long, long, long>)leaf;
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += call(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long UnsafePointer(long n)
    {
        var call = (delegate* unmanaged[SuppressGCTransition]<long, long, long>)leaf;
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += call(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Marshalled(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += LeafText(Text, i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long OneSafe(long a, long b) => Leaf(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long OneUnsafe(long a, long b) => LeafUnsafe(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long OneSafePointer(long a, long b) => ((delegate* unmanaged<long, long, long>)leaf)(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long OneUnsafePointer(long a, long b) =>
        ((delegate* unmanaged[SuppressGCTransition]<long, long, long>)leaf)(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long OneMarshalled(long a, long b) => LeafText(Text, a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long SafeApart(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OneSafe(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long UnsafeApart(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OneUnsafe(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long SafePointerApart(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OneSafePointer(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long UnsafePointerApart(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OneUnsafePointer(i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long MarshalledApart(long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OneMarshalled(i, 3);
        return sum;
    }
}
