// What the child asks of libcallbacks.so. Everything here is a safe call unless its name says otherwise.
using System.Runtime.InteropServices;

namespace Kit.Cells;

/// <summary>struct kit_run of run.h, as far as managed code has business in it.</summary>
unsafe struct Run
{
    public nint Callback, User;
    public int Count, Reserved;
    public nint Stored, Fail, Self;
    public nint Entry, Attach;
    public Call Call;
    public Shield Shield;
    public int Went, Done, Gone, Damage;
    public long* Unpinned;
    public long UnpinnedSum;
    public long Answer;
    public Slot* Neighbour;
}

/// <summary>What C does around each callback.</summary>
enum Shield { None, Jump, Cpp, Registers, Errno, Rounding, Flush, Unpinned }

/// <summary>When the callbacks of a thread kind come.</summary>
enum When { During, After, AtExit }

static unsafe class Native
{
    // With `lib`, so that it is the first name that is tried: for "callbacks" the runtime looks through the folders of the
    // system for a callbacks.so before it comes to libcallbacks.so beside the program
    // (https://learn.microsoft.com/dotnet/standard/native-interop/native-library-loading).
    const string Library = "libcallbacks";

    [DllImport(Library, EntryPoint = "kit_page_address")]
    public static extern Page* PageAddress();

    [DllImport(Library, EntryPoint = "kit_claim_slot")]
    public static extern Slot* Claim(byte* role);

    [DllImport(Library, EntryPoint = "kit_open")]
    public static extern Run* Open(byte* library, byte* thread, int count);

    [DllImport(Library, EntryPoint = "kit_expect")]
    public static extern long Expect(Run* run);

    [DllImport(Library, EntryPoint = "kit_prepare")]
    public static extern void Prepare(Run* run);

    [DllImport(Library, EntryPoint = "kit_finish")]
    public static extern long Finish(Run* run);

    [DllImport(Library, EntryPoint = "kit_thread_when")]
    public static extern When ThreadWhen(Run* run);

    [DllImport(Library, EntryPoint = "kit_thread_own")]
    public static extern int ThreadOwn(Run* run);

    [DllImport(Library, EntryPoint = "kit_thread_times")]
    public static extern int ThreadTimes(Run* run);

    [DllImport(Library, EntryPoint = "kit_thread_spins")]
    public static extern int ThreadSpins(Run* run);

    [DllImport(Library, EntryPoint = "kit_c_body")]
    public static extern nint CBody(byte* name);

    [DllImport(Library, EntryPoint = "kit_exported")]
    public static extern nint Exported(nint inside, byte* name);

    [DllImport(Library, EntryPoint = "kit_neighbours_door")]
    public static extern nint NeighboursDoor(nint entry, int through);

    [DllImport(Library, EntryPoint = "kit_describe")]
    public static extern void Describe(byte* library);

    [DllImport(Library, EntryPoint = "kit_mapped")]
    public static extern int Mapped(byte* text);

    // What bodies have beneath them.

    [DllImport(Library, EntryPoint = "kit_again")]
    public static extern long Again(Run* run, long a, long b);

    [DllImport(Library, EntryPoint = "kit_again"), SuppressGCTransition]
    public static extern long AgainUnsafe(Run* run, long a, long b);

    [DllImport(Library, EntryPoint = "kit_leave")]
    public static extern void Leave(Run* run);

    [DllImport(Library, EntryPoint = "kit_yield")]
    public static extern void Yield(Run* run);

    [DllImport(Library, EntryPoint = "kit_again_library")]
    public static extern long AgainLibrary(Run* run, long a, long b);

    [DllImport(Library, EntryPoint = "kit_leaf")]
    public static extern long Leaf(long a, long b);

    [DllImport(Library, EntryPoint = "kit_leaf"), SuppressGCTransition]
    public static extern long LeafUnsafe(long a, long b);

    [DllImport(Library, EntryPoint = "kit_jump")]
    public static extern void Jump();

    [DllImport(Library, EntryPoint = "kit_cpp_prepare")]
    public static extern void CppPrepare();

    [DllImport(Library, EntryPoint = "kit_cpp_throw")]
    public static extern void CppThrow();

    [DllImport(Library, EntryPoint = "kit_cpp_caught")]
    public static extern long CppCaught(long a, long b);

    [DllImport(Library, EntryPoint = "kit_thread_exit")]
    public static extern void ThreadExit();

    [DllImport(Library, EntryPoint = "kit_exit")]
    public static extern void Exit(int code);

    [DllImport(Library, EntryPoint = "kit_sleep")]
    public static extern long Sleep(long nanoseconds);

    [DllImport(Library, EntryPoint = "kit_alignment")]
    public static extern long Alignment();

    [DllImport(Library, EntryPoint = "kit_set_errno", SetLastError = true)]
    public static extern void SetErrno(int number);

    [DllImport(Library, EntryPoint = "kit_plant")]
    public static extern void Plant(byte* name);
}
