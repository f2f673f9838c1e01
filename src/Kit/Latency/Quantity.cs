using Kit.Matrix;

namespace Kit.Latency;

/// <summary>What is timed: a name, what it is, what its twin in C is, and how a child measures it.</summary>
public sealed record Quantity(string Name, string Sentence, string Twin, string Mode = "batch", string? Axis = null)
{
    /// <summary>Of its values: nanoseconds, or "times" where something is counted.</summary>
    public string Unit { get; init; } = "ns";

    /// <summary>It belongs to the table that the seed discussion had.</summary>
    public bool Table => Name.EndsWith("-32", StringComparison.Ordinal);

    private const string CallsC = "the same callback in C, from the same place";

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
        new("add-int-32", "the seed's table: two numbers in, their sum out", "the same loop in C"),
        new("one-pointer-32", "a pointer to a structure on the stack", "the same loop in C"),
        new("eight-pointers-32", "eight pointers to structures on the stack", "the same loop in C"),
        new("eight-pointers-nil-32", "eight null pointers", "the same loop in C"),
        new("eight-pointers-array-32", "eight arrays that the marshaller pins or copies", "eight pointers in C"),
        new("eight-pointers-slice-32", "eight pointers into a span that is pinned anew for every call", "eight pointers in C"),
    ];

    public static Quantity Named(string name) => All.Single(q => q.Name == name);
}

/// <summary>A quantity of one cell, at one point of its axis if it has one.</summary>
public sealed record Subject(Quantity Quantity, Key Key, int Point = 0)
{
    private static readonly int[] Depths = [1, 2, 5, 10, 50, 100], Threads = [1, 2, 4, 8];

    /// <summary>As the child is told.</summary>
    public string Words => $"{Quantity.Name} {Key} {Point}";

    /// <summary>All that can be timed with these axes. The doors are those that the child has for timing.</summary>
    public static IReadOnlyList<Subject> All(Axes axes)
    {
        var subjects = new List<Subject>();
        var doors = axes.Entries.Select(e => e.Name).Where(e => e is "uco" or "delegate").ToList();
        foreach (var call in axes.Calls)
        {
            Add("call-in-loop", $"each::{call.Name}::caller::c::empty");
            Add("call-per-method", $"each::{call.Name}::caller::c::empty");
        }

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

            foreach (var library in axes.Libraries.Where(l => l.Absent is null))
            {
                Add("in-library", $"{library.Name}::safe::{(library.OwnThreads ? "library" : "caller")}::{door}::empty");
            }
        }

        return subjects;

        void Add(string quantity, string key, params int[] points) => subjects.AddRange(
            (points.Length == 0 ? [0] : points).Select(p => new Subject(Quantity.Named(quantity), Key.Parse(key), p)));
    }
}
