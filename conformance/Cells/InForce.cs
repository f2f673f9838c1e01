// Whether a mode of the runtime is in force, by what the runtime reports of itself or does; null, or what is wrong. Cheap, and
// before anything of the cell is arranged: what is done here must not be what the cell meets.
using System;
using System.Numerics;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Kit.Cells;

static unsafe class InForce
{
    static long counted; // what is added up here was really executed

    /// <summary>By the name of the mode.</summary>
    public static string? WhyNot(string mode) => mode switch
    {
        "tier0" => Compiled(&AsksToBeOptimised) == 2
            ? null : "DOTNET_JITMinOpts is not in force: a method was optimised",
        "notiered" => Compiled(&IsSmall) == 1
            ? null : "DOTNET_TieredCompilation=0 is not in force: a method was not optimised when it was first compiled",
        "r2r" => Compiled(&IsCompiledAhead) == 0
            ? null : "this child is not compiled ahead of time: a method of it was jitted",
        "r2r0" => Compiled(&CallsFramework) > 1
            ? null : "DOTNET_ReadyToRun=0 is not in force: the framework's precompiled code was used",
        "server" => GCSettings.IsServerGC
            ? null : "the server collector is not in force; the runtime gives a machine or container with one core none",
        "nonconcurrent" => GCSettings.LatencyMode == GCLatencyMode.Batch
            ? null : "DOTNET_gcConcurrent=0 is not in force: the collector can work in the background",
        "conservative" => KeepsWhatLooksLikeAReference()
            ? null : "DOTNET_gcConservative is not in force: a number on the stack kept no object alive",
        "clrgc" => IsMapped("libclrgc.so")
            ? null : "DOTNET_GCName is not in force: libclrgc.so is not in this process",
        "wx0" => !IsMapped("doublemapper")
            ? null : "DOTNET_EnableWriteXorExecute=0 is not in force: code is mapped twice",
        "gen0small" => CollectsOften()
            ? null : "DOTNET_GCgen0size is not in force: collections are rare",
        _ => "there is no such mode",
    };

    /// <summary>How many methods the JIT compiles for this thread while it does this for the first time. Tiering works on a
    /// thread of its own and is not counted.</summary>
    static int Compiled(delegate*<void> work)
    {
        int before = (int)JitInfo.GetCompiledMethodCount(currentThread: true);
        work();
        return (int)JitInfo.GetCompiledMethodCount(currentThread: true) - before;
    }

    // One compilation where this is inlined, two where not. Both are jitted, also where the child is compiled ahead of time:
    // nobody knows then how large the machine's Vector<T> is
    // (https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/botr/vectors-and-intrinsics.md).

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AsksToBeOptimised() => InlinedIfOptimised();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void InlinedIfOptimised() => counted += Vector<byte>.Count;

    static void IsSmall()
    {
        counted += Vector<short>.Count;
        AlsoInlined();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AlsoInlined() => counted += Vector<int>.Count;

    static void IsCompiledAhead() => counted++;

    static void CallsFramework() => counted += Version.Parse("1.2.3").Major;

    static bool KeepsWhatLooksLikeAReference()
    {
        nint* number = stackalloc nint[1];
        *number = AddressOfNew(out WeakReference made);
        GC.Collect(0);
        counted += *number & 1; // until here it is on the stack
        return made.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // no reference is left in a frame that is still there
    static nint AddressOfNew(out WeakReference made)
    {
        object thing = new();
        made = new WeakReference(thing);
        return Unsafe.As<object, nint>(ref thing);
    }

    static bool IsMapped(string text)
    {
        byte* bytes = stackalloc byte[64];
        Page.Write(bytes, 64, text);
        return Native.Mapped(bytes) != 0;
    }

    const int Megabyte = 1 << 20;
    static object? kept;

    /// <summary>Unless it is told otherwise a youngest generation takes 256 KB * 5 / 8 at the least, so 26 collections in 4 MB
    /// at the most (get_gen0_min_size in https://github.com/dotnet/runtime/blob/main/src/coreclr/gc/gc.cpp). The server
    /// collector lets one thread use the room of several heaps, and takes megabytes unless it is told otherwise.</summary>
    static bool CollectsOften()
    {
        int before = GC.CollectionCount(0);
        for (int bytes = (GCSettings.IsServerGC ? 32 : 4) * Megabyte; bytes > 0; bytes -= 1024)
        {
            kept = new byte[1000];
            if (GC.CollectionCount(0) - before > 32)
                return true;
        }
        return false;
    }
}
