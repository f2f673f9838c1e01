// What `latency` asks of the sampler in C: native/callbacks/sample.c and timing.c. Safe calls, but for reading the clock.
using System;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

/// <summary>struct kit_stamped of sample.h.</summary>
unsafe struct Stamped
{
    public nint Callback, User;
    public long* Ticks;
    public long* Slow;
    public long Room, SlowRoom, Count, SlowCount, SlowTicks, Last;
    public fixed long Usage[4];
}

/// <summary>What the values of a series are; enum kit_series_kind of sample.h.</summary>
enum Series { Batch, Each, Slow, Collections, Numbers }

static unsafe class Sampler
{
    const string Library = "libcallbacks";

    [DllImport(Library, EntryPoint = "kit_ticks"), SuppressGCTransition]
    public static extern long Ticks();

    [DllImport(Library, EntryPoint = "kit_samples_open")]
    public static extern int Open(byte* path, long bytes);

    [DllImport(Library, EntryPoint = "kit_samples_close")]
    public static extern void Close();

    [DllImport(Library, EntryPoint = "kit_samples_rate")]
    public static extern double Rate();

    [DllImport(Library, EntryPoint = "kit_samples_mark")]
    public static extern long Mark();

    [DllImport(Library, EntryPoint = "kit_samples_rewind")]
    public static extern void Rewind(long mark);

    [DllImport(Library, EntryPoint = "kit_samples_room")]
    static extern long* Room(byte* name, Series kind, int round, long operations, long count);

    [DllImport(Library, EntryPoint = "kit_stamp_loop")]
    public static extern long StampLoop(Stamped* stamped, long n, long gap);

    [DllImport(Library, EntryPoint = "kit_time_loop")]
    public static extern long Loop(nint callback, nint user, long n);

    [DllImport(Library, EntryPoint = "kit_time_twin")]
    static extern long Twin(byte* name, long n, int point);

    [DllImport(Library, EntryPoint = "kit_time_threads")]
    public static extern long Threads(nint callback, nint user, long n, int threads);

    [DllImport(Library, EntryPoint = "kit_time_fresh")]
    public static extern int Fresh(nint callback, nint user, long* phases);

    [DllImport(Library, EntryPoint = "kit_time_library_open")]
    static extern nint LibraryOpen(byte* name, nint callback, nint user, int count);

    [DllImport(Library, EntryPoint = "kit_time_library_items")]
    static extern int LibraryItems(byte* name, int count, long nanoseconds);

    [DllImport(Library, EntryPoint = "kit_time_library_calls")]
    static extern long LibraryCalls(byte* name, int count);

    [DllImport(Library, EntryPoint = "kit_time_library")]
    public static extern long LibraryRun(nint library, long times);

    [DllImport(Library, EntryPoint = "kit_time_neighbour")]
    public static extern void StartNeighbour(int* turn);

    [DllImport(Library, EntryPoint = "kit_sleep")]
    public static extern long Sleep(long nanoseconds);

    [DllImport(Library, EntryPoint = "kit_time_pin")]
    public static extern void Pin(int last);

    [DllImport(Library, EntryPoint = "kit_time_hand")]
    public static extern nint HandBegin(nint callback, nint user, long n);

    [DllImport(Library, EntryPoint = "kit_time_hand_ready")]
    public static extern void HandReady(nint hand);

    [DllImport(Library, EntryPoint = "kit_time_hand_end")]
    public static extern void HandEnd(nint hand);

    [DllImport(Library, EntryPoint = "kit_time_hand_twin")]
    public static extern int HandTwin(long n, long* ticks);

    [DllImport(Library, EntryPoint = "kit_time_occupant")]
    public static extern int StartOccupant(int* turn, byte* call, long nanoseconds, long* interrupted, long* times);

    [DllImport(Library, EntryPoint = "kit_pcap_poll")]
    public static extern nint PcapPoll(int packets);

    [DllImport(Library, EntryPoint = "kit_pcap_read")]
    public static extern long PcapRead(nint capture, int asks);

    [DllImport(Library, EntryPoint = "kit_pcap_close")]
    public static extern void PcapClose(nint capture);

    [DllImport(Library, EntryPoint = "kit_egl_current")]
    public static extern int EglCurrent();

    [DllImport(Library, EntryPoint = "kit_egl_frame")]
    public static extern long EglFrame(int calls);

    [DllImport(Library, EntryPoint = "kit_egl_function")]
    static extern nint EglFunction(byte* name);

    public static nint PlainCallback { get; } =
        NativeLibrary.GetExport(NativeLibrary.Load(Library, typeof(Sampler).Assembly, null), "kit_time_nothing");

    public static bool Open(string path, long bytes)
    {
        byte* text = stackalloc byte[4096];
        Page.Write(text, 4096, path);
        return Open(text, bytes) != 0;
    }

    public static long* Room(string name, Series kind, int round, long operations, long count)
    {
        byte* text = stackalloc byte[104];
        Page.Write(text, 104, name);
        return Room(text, kind, round, operations, count);
    }

    public static void Note(string name, Series kind, int round, long operations, long value)
    {
        long* room = Room(name, kind, round, operations, 1);
        if (room != null)
            *room = value;
    }

    /// <summary>Every single value of a series that was taken elsewhere.</summary>
    public static void Hand(string name, ReadOnlySpan<long> values)
    {
        long* room = Room(name, Series.Each, 0, 1, values.Length);
        if (room != null)
            values.CopyTo(new Span<long>(room, values.Length));
    }

    public static nint EglFunction(string name)
    {
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        return EglFunction(text);
    }

    public static long Twin(string name, long n, int point)
    {
        byte* text = stackalloc byte[32];
        Page.Write(text, 32, name);
        return Twin(text, n, point);
    }

    public static nint LibraryOpen(string name, nint callback, int count)
    {
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        return LibraryOpen(text, callback, 0, count);
    }

    public static int LibraryItems(string name, int count, long nanoseconds)
    {
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        return LibraryItems(text, count, nanoseconds);
    }

    public static long LibraryCalls(string name, int count)
    {
        byte* text = stackalloc byte[64];
        Page.Write(text, 64, name);
        return LibraryCalls(text, count);
    }
}
