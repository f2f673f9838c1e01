using Kit.Matrix;

namespace Kit.Latency;

/// <summary>What is timed: a name, what it is, what its twin in C is, and how a child measures it.</summary>
public sealed record Quantity(string Name, string Sentence, string Twin, string Mode = "batch", string? Axis = null)
{
    /// <summary>It shows the harm that a forbidden cell does, so that nobody has to believe the rule: the one thing that is
    /// timed though it is not defined.</summary>
    public bool ShowsHarm => Mode is "suspend" or "interrupt";

    /// <summary>Every single one is stamped, so that there is a distribution.</summary>
    public bool Stamped => Mode is not ("batch" or "interrupt");

    /// <summary>Of its values: nanoseconds, or "times" where something is counted.</summary>
    public string Unit { get; init; } = "ns";

    /// <summary>It belongs to the table that the discussion of Go's callbacks had.</summary>
    public bool Table => Name.EndsWith("-32", StringComparison.Ordinal) || Name is "pcap-loop" or "pcap-next-ex" or "gl-call";

    private const string CallsC = "the same callback in C, from the same place";
    private const string Semaphores = "C wakes a thread in C with sem_post";
    private const string Unknown = "the same while a thread in C that no runtime knows spins as long";
    private const string Asleep = "the same system call on a thread in C, while the same collections go on";

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<Quantity> All { get; } =
    [
        new("call-in-loop", "a call of a leaf in C, in a tight loop: the JIT sets up its frame once, before the loop", "the same loop in C"),
        new("call-per-method", "the same call in a method of its own that is not inlined: each pays for its frame", "a C function of its own that calls the leaf"),
        new("callback", "a callback from a loop in C, on the calling thread", "the same loop with a callback in C"),
        new("round-trip", "managed code calls C, which calls back once and returns", "C all the way"),
        new("nested", "callback in call in callback: one level of so many", "the same recursion in C", Axis: "depth"),
        new("threads", "a callback on a long-lived foreign thread, on so many at once; the slowest counts", CallsC, Axis: "threads"),
        new("in-library", "a run of the library, for each callback: with all that it does between two", "the library with a callback in C"),
        new("callback-each", "every single callback, stamped", CallsC, "each"),
        new("callback-paced", "every single callback, one every 20 us, corrected for coordinated omission", CallsC, "paced"),
        new("thread-whole", "a fresh foreign thread that calls back twice: created, run, joined", "the same thread with callbacks in C", "fresh"),
        new("thread-start", "from pthread_create to the thread's first line", "the same", "fresh"),
        new("thread-first", "its first callback: the thread is attached to the runtime", CallsC, "fresh"),
        new("thread-second", "its second callback", CallsC, "fresh"),
        new("thread-end", "from its last line until it is joined: the thread is detached from the runtime", "the same", "fresh"),
        new("hand-over-semaphore", "a callback on a foreign thread wakes a managed thread that waits for a `SemaphoreSlim`: from the call in C until that one runs", Semaphores, "hand"),
        new("hand-over-event", "the same with an `AutoResetEvent`", Semaphores, "hand"),
        new("hand-over-task", "the same with a `TaskCompletionSource` whose continuation runs on the thread pool", Semaphores, "hand"),
        new("suspension-collector", "a young collection while another thread is in a call that spins for so many microseconds, again and again", Unknown, "suspend", "us"),
        new("suspension-bystander", "the longest standstill of a managed thread that only computes, around such a collection", Unknown, "suspend", "us"),
        new("interruptions-nanosleep", "how often nanosleep for so many microseconds is interrupted (EINTR) while another thread collects", Asleep, "interrupt", "us") { Unit = "times" },
        new("interruptions-ppoll", "the same of ppoll", Asleep, "interrupt", "us") { Unit = "times" },
        new("interruptions-read", "the same of a read, which the kernel begins again itself after a handler with SA_RESTART", Asleep, "interrupt", "us") { Unit = "times" },
        new("add-int-32", "two numbers in, their sum out", "the same loop in C"),
        new("one-pointer-32", "a pointer to a structure on the stack", "the same loop in C"),
        new("eight-pointers-32", "eight pointers to structures on the stack", "the same loop in C"),
        new("eight-pointers-nil-32", "eight null pointers", "the same loop in C"),
        new("eight-pointers-array-32", "eight arrays that the marshaller pins or copies", "eight pointers in C"),
        new("eight-pointers-slice-32", "eight pointers into a span that is pinned anew for every call", "eight pointers in C"),
        new("pcap-loop", "a packet that `pcap_loop` calls back for, of so many in a savefile", "the same with a callback in C", Axis: "packets"),
        new("pcap-next-ex", "a packet that `pcap_next_ex` is asked for, of so many in a savefile", "the same loop in C", Axis: "packets"),
        new("gl-call", "one of the 10,000 calls of OpenGL of a frame, each in a method of its own, that set a state and draw nothing", "the same frame in C"),
    ];

    public static Quantity Named(string name) => All.Single(q => q.Name == name);
}

/// <summary>A quantity of one cell, at one point of its axis if it has one.</summary>
public sealed record Subject(Quantity Quantity, Key Key, int Point = 0)
{
    private static readonly int[] Depths = [1, 2, 5, 10, 50, 100], Threads = [1, 2, 4, 8], Microseconds = [1, 10, 100, 1000, 10_000], Sleeps = [1000, 10_000];

    /// <summary>Packets in a savefile, as the discussion of Go's callbacks had them; and where a minute must do for all.</summary>
    public const int Packets = 1_000_000, FewPackets = 4000;

    /// <summary>Microseconds that a run of a library may take; and where a minute must do for all.</summary>
    public const int LongRun = 5000, ShortRun = 1000;

    /// <summary>The same where a minute must do for all.</summary>
    public Subject Brief => Quantity.Name == "in-library" ? this with { Point = ShortRun } : Point == Packets ? this with { Point = FewPackets } : this;

    /// <summary>As the child is told.</summary>
    public string Words => $"{Quantity.Name} {Key} {Point}";

    /// <summary>All that can be timed with these axes. The doors are those that the child has for timing.</summary>
    public static IReadOnlyList<Subject> All(Axes axes)
    {
        var subjects = new List<Subject>();
        var doors = axes.Entries.Where(e => e.Absent is null && e.Name is "uco" or "delegate" or "export").Select(e => e.Name).ToList();
        foreach (var call in axes.Calls)
        {
            Add("call-in-loop", $"each::{call.Name}::caller::c::empty");
            Add("call-per-method", $"each::{call.Name}::caller::c::empty");
        }

        foreach (var quantity in Quantity.All.Where(q => q.ShowsHarm))
        {
            var (body, points) = quantity.Mode == "suspend" ? ("spin", Microseconds) : ("sleep", Sleeps);
            Add(quantity.Name, $"each::safe::caller::c::{body}", points);
            Add(quantity.Name, $"each::unsafe::caller::c::{body}", points);
        }

        AddWhereHere("pcap-next-ex", "pcap", "c", Packets);
        AddWhereHere("gl-call", "egl", "c");
        foreach (var quantity in Quantity.All.Where(q => q.Name.EndsWith("-32", StringComparison.Ordinal)))
        {
            Add(quantity.Name, "each::safe::caller::c::empty");
        }

        foreach (var door in doors)
        {
            Add("callback", $"each::safe::caller::{door}::empty");
            Add("round-trip", $"each::safe::caller::{door}::empty");
            Add("round-trip", $"each::marshalled::caller::{door}::empty");
            Add("nested", $"each::safe::caller::{door}::reenter-safe-100", Depths);
            Add("threads", $"each::safe::worker::{door}::empty", Threads);
            Add("callback-each", $"each::safe::caller::{door}::empty");
            Add("callback-paced", $"each::safe::caller::{door}::empty");
            foreach (var phase in Quantity.All.Where(q => q.Mode == "fresh"))
            {
                Add(phase.Name, $"each::safe::pthread::{door}::empty");
            }

            foreach (var way in Quantity.All.Where(q => q.Mode == "hand"))
            {
                Add(way.Name, $"each::safe::worker::{door}::empty");
            }

            AddWhereHere("pcap-loop", "pcap", door, Packets);
            foreach (var library in axes.Libraries.Where(l => l.Absent is null))
            {
                Add("in-library", $"{library.Name}::safe::{(library.OwnThreads ? "library" : "caller")}::{door}::empty", LongRun);
            }
        }

        return subjects;

        void AddWhereHere(string quantity, string library, string entry, params int[] points)
        {
            if (axes.Libraries.Any(l => l.Name == library && l.Absent is null))
            {
                Add(quantity, $"{library}::safe::caller::{entry}::empty", points);
            }
        }

        void Add(string quantity, string key, params int[] points) => subjects.AddRange(
            (points.Length == 0 ? [0] : points).Select(p => new Subject(Quantity.Named(quantity), Key.Parse(key), p)));
    }
}
