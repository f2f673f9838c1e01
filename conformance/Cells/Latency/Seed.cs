// The table of the discussion that the kit began with (golang/go issue 42469, comment 6), row by row: what is passed is
// an int, a pointer to a structure of the size of Vulkan's VkDeviceCreateInfo, or eight of them.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

/// <summary>struct kit_complex of timing.c.</summary>
unsafe struct Complex
{
    public int Type, Pad;
    public nint Next;
    public uint Flags, Queues;
    public nint Queue;
    public uint Layers, Pad2;
    public nint Names;
    public uint Extensions, Pad3;
    public nint Extension, Features;
}

/// <summary>One row: -nil passes null pointers, -slice pins a span, -array leaves an array to the marshaller.</summary>
sealed unsafe class SeedProbe(string row) : Probe
{
    [DllImport("libcallbacks", EntryPoint = "kit_time_add")]
    static extern int Add(int a, int b);

    [DllImport("libcallbacks", EntryPoint = "kit_time_pointer")]
    static extern void One(Complex* a);

    [DllImport("libcallbacks", EntryPoint = "kit_time_pointers")]
    static extern void Eight(
        Complex* a, Complex* b, Complex* c, Complex* d, Complex* e, Complex* f, Complex* g, Complex* h);

    [DllImport("libcallbacks", EntryPoint = "kit_time_pointers")]
    static extern void EightArrays(
        Complex[] a, Complex[] b, Complex[] c, Complex[] d, Complex[] e, Complex[] f, Complex[] g, Complex[] h);

    static readonly Complex[] block = new Complex[8];
    static int sink;

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        switch (row)
        {
            case "add-int-32":
                sink = Sum(n);
                break;
            case "one-pointer-32":
                Pointer(n);
                break;
            case "eight-pointers-32":
                Pointers(n);
                break;
            case "eight-pointers-nil-32":
                Nil(n);
                break;
            case "eight-pointers-array-32":
                Arrays(n);
                break;
            default:
                Slice(n);
                break;
        }
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n) => Sampler.Twin(row switch
    {
        "add-int-32" => "add",
        "one-pointer-32" => "pointer",
        "eight-pointers-nil-32" => "pointers-nil",
        _ => "pointers",
    }, n, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Sum(long n)
    {
        int sum = 0;
        for (long i = 0; i < n; i++)
            sum += Add((int)i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Pointer(long n)
    {
        Complex one = default;
        for (long i = 0; i < n; i++)
            One(&one);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Pointers(long n)
    {
        Complex* at = stackalloc Complex[8];
        for (long i = 0; i < n; i++)
            Eight(at, at + 1, at + 2, at + 3, at + 4, at + 5, at + 6, at + 7);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Nil(long n)
    {
        for (long i = 0; i < n; i++)
            Eight(null, null, null, null, null, null, null, null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Arrays(long n)
    {
        for (long i = 0; i < n; i++)
            EightArrays(block, block, block, block, block, block, block, block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Slice(long n)
    {
        for (long i = 0; i < n; i++)
        {
            Span<Complex> slice = block;
            fixed (Complex* at = slice) // pinned anew for every call, as a binding does it
                Eight(at, at + 1, at + 2, at + 3, at + 4, at + 5, at + 6, at + 7);
        }
    }
}
