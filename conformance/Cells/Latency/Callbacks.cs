// Callbacks in batches: alone from a loop in C, in a round trip, nested, on other threads, from a library.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

/// <summary>The callback alone, from a loop in C on the calling thread.</summary>
sealed class LoopProbe(string entry) : Probe
{
    readonly nint door = Doors.Of(entry), plain = Doors.Of("c");

    public override long Managed(long n) => Timed(door, n);

    public override long Twin(long n) => Timed(plain, n);

    static long Timed(nint callback, long n)
    {
        long start = Sampler.Ticks();
        Sampler.Loop(callback, 0, n);
        return Sampler.Ticks() - start;
    }
}

/// <summary>Managed code calls C, which calls back once. The twin is C all the way.</summary>
sealed class RoundTripProbe(string call, string entry) : Probe
{
    readonly nint door = Doors.Of(entry);
    static long sink;

    [DllImport("libcallbacks", EntryPoint = "kit_time_once")]
    static extern long Once(nint callback, nint user, long a, long b);

    [DllImport("libcallbacks", EntryPoint = "kit_time_once", SetLastError = true)]
    static extern long OnceWithError(nint callback, nint user, long a, long b);

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        sink = call == "marshalled" ? Marshalled(door, n) : Safe(door, n);
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n) => Sampler.Twin("once", n, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Safe(nint door, long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += Once(door, 0, i, 3);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Marshalled(nint door, long n)
    {
        long sum = 0;
        for (long i = 0; i < n; i++)
            sum += OnceWithError(door, 0, i, 3);
        return sum;
    }
}

/// <summary>A callback that calls C, which calls it: so many levels deep. An operation is one level.</summary>
sealed class NestProbe(string entry, int depth) : Probe
{
    readonly nint door = Doors.NestedOf(entry);

    public override long OperationsOf(long n) => n * depth;

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        for (long i = 0; i < n; i++)
            Doors.Nest(door, i, depth);
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n) => Sampler.Twin("nest", n, depth);
}

/// <summary>Threads that live on, each with a loop of callbacks of its own, all at once; the slowest counts.</summary>
sealed class ThreadsProbe(string entry, int threads) : Probe
{
    readonly nint door = Doors.Of(entry), plain = Doors.Of("c");

    public override long Managed(long n) => Sampler.Threads(door, 0, n, threads);

    public override long Twin(long n) => Sampler.Threads(plain, 0, n, threads);
}

/// <summary>A library's own run, in nanoseconds per callback, with all that the library does between two.</summary>
sealed class LibraryProbe : Probe
{
    const int Fewest = 64; // callbacks asked for in a run; a library may make more
    static (string Name, int Items, long Calls) last = ("", 0, 0);
    readonly nint managed, plain;
    readonly long calls;

    /// <param name="library">Its name.</param>
    /// <param name="entry">The door.</param>
    /// <param name="longest">A run has as many items as make the library's work real, or fit into so many microseconds. All
    /// doors of a library get the same, if they follow each other.</param>
    public LibraryProbe(string library, string entry, int longest)
    {
        if (last.Name != library)
        {
            int items = Sampler.LibraryItems(library, Fewest, longest * 1000L);
            last = (library, items, items == 0 ? 0 : Sampler.LibraryCalls(library, items));
        }
        calls = last.Calls;
        if (calls == 0)
            return;
        managed = Sampler.LibraryOpen(library, Doors.Of(entry), last.Items);
        plain = Sampler.LibraryOpen(library, Doors.Of("c"), last.Items);
    }

    public override long OperationsOf(long n) => n * calls;

    public override long Managed(long n) => Sampler.LibraryRun(managed, n);

    public override long Twin(long n) => Sampler.LibraryRun(plain, n);
}
