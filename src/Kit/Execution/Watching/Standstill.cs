namespace Kit.Execution;

/// <summary>
/// The other proof: every thread of a process sleeps in a wait without a time limit that only another thread can end, so
/// nobody is left to wake anybody. It needs no names, so it covers waits inside a library, a call into a runtime that has
/// shut down, and a forked child that inherited a lock whose holder it did not inherit. Left out of "every" are:
/// <list type="bullet">
/// <item>the runtime's service threads, as long as they do nothing;</item>
/// <item>a thread that collects, when a thread asleep in an unsafe call is who it waits for, or when it is the only one
/// of a forked process (then it waits for threads that fork did not copy);</item>
/// <item>the kit's own neighbour in <c>+collecting</c>, unless it may be what holds somebody up: it wakes nobody, but on
/// busy cores its collections were seen to keep others out for seconds;</item>
/// <item>a thread that has ended while its process has not (a main thread that called pthread_exit).</item>
/// </list>
/// </summary>
sealed class Standstill
{
    /// <summary>
    /// Threads of the runtime that serve a debugger, a profiler, signals, the JIT or the finalizers, and otherwise wait.
    /// The kernel cuts names to 15 characters; ".NET Tiered JIT" is the name since .NET 11. Threads of the pool are not
    /// here: they run the program's own work.
    /// </summary>
    static readonly HashSet<string> ServiceThreads =
    [
        ".NET SynchManag", ".NET EventPipe", ".NET DebugPipe", ".NET Debugger", ".NET Finalizer",
        ".NET Tiered Com", ".NET Tiered JIT", ".NET SigHandler", ".NET BGC", ".NET Server GC",
    ];

    const string Finalizer = ".NET Finalizer";

    readonly PageView page;
    readonly Window window;
    readonly WaitGraph graph;
    readonly HashSet<int> stuckForked = [];

    Standstill(PageView page, Window window, WaitGraph graph, int child)
    {
        this.page = page;
        this.window = window;
        this.graph = graph;
        stuckForked.UnionWith(window.Processes.Where(pid => pid != child && IsStuck(pid, forked: true)));
    }

    /// <summary>The proof, or null.</summary>
    public static Cycle? Find(PageView page, Window window, WaitGraph graph, int child)
    {
        var still = new Standstill(page, window, graph, child);
        // A forked child is a proof as soon as somebody waits for it; else its parent may be all right without it.
        foreach (var pid in still.stuckForked)
        {
            if (still.WaitersFor(pid).ToList() is { Count: > 0 } waiters)
                return StandstillText.Of([.. waiters, .. still.Wanting(pid)], pid, page, window, graph);
        }

        return still.IsStuck(child, forked: false)
            ? StandstillText.Of([.. still.Wanting(child)], child, page, window, graph)
            : null;
    }

    bool IsStuck(int pid, bool forked) =>
        Wanting(pid).Any() &&
        SlotsOf(pid).All(slot => graph.IsQuiet(slot) || MayBeIgnored(slot)) &&
        window.In(pid).All(behaviour => CannotGoOn(behaviour, SlotOf(behaviour), forked));

    bool CannotGoOn(Behaviour behaviour, Slot? slot, bool forked) => behaviour.Rest switch
    {
        _ when slot is not null && MayBeIgnored(slot) => true,
        Rest.AsleepInside or Rest.Ended => true,
        Rest.Asleep => !forked || slot?.Waits == Wait.Join,
        Rest.AsleepForProcess => slot is { Waits: Wait.Process } && page.At(slot.WaitsFor) is { } awaited &&
            stuckForked.Contains(awaited.Pid),
        Rest.AsleepTimed or Rest.AsleepOutside => IsIdleService(behaviour),
        Rest.Interrupted => slot is not null && graph.SuspensionWaitsFor(slot),
        Rest.Polling => slot is not null && IsStuckCollector(slot, forked),
        _ => false,
    };

    /// <summary>Asleep for a while, the finalizer thread may be in a finalizer: then whoever waits for it may go on.</summary>
    bool IsIdleService(Behaviour behaviour) => ServiceThreads.Contains(behaviour.Name) &&
        (behaviour.Name != Finalizer || page.Slots.All(slot => !slot.Lives || slot.Waits != Wait.Finalizers));

    bool IsStuckCollector(Slot slot, bool forked) =>
        page.Slots.Any(other => other != slot && other.Pid == slot.Pid && graph.SuspensionWaitsFor(other))
            ? slot.Waits == Wait.Collection || slot is { NeedsManagedCode: true, Waits: Wait.None }
            : forked && slot.Waits == Wait.Collection && window.In(slot.Pid).Count() == 1;

    /// <summary>A neighbour beside threads none of which can be waiting for a collection to end.</summary>
    bool MayBeIgnored(Slot slot) => Neighbour.Is(slot) && window.In(slot.Pid).All(behaviour =>
        behaviour.Tid == slot.Tid || behaviour.Rest == Rest.Ended || ServiceThreads.Contains(behaviour.Name) ||
        SlotOf(behaviour) is { Waits: Wait.Join or Wait.Callback or Wait.Process, Stage: Stage.Calling or Stage.Waiting });

    IEnumerable<Slot> SlotsOf(int pid) =>
        page.Slots.Where(slot => slot.Pid == pid && slot.Lives && window.Of(slot.Tid) is not null);

    Slot? SlotOf(Behaviour behaviour) => SlotsOf(behaviour.Pid).LastOrDefault(slot => slot.Tid == behaviour.Tid);

    /// <summary>Those who are amid something: without one of them, a process that does nothing is merely idle.</summary>
    IEnumerable<Slot> Wanting(int pid) => SlotsOf(pid).Where(slot =>
        !Neighbour.Is(slot) &&
        (slot.Waits is not (Wait.None or Wait.Timed) ||
            slot.Stage is Stage.Calling or Stage.Entering or Stage.Inside or Stage.Leaving));

    // Whether it sleeps through or is woken by the signals of a suspension now and then: it waits for the whole process.
    IEnumerable<Slot> WaitersFor(int pid) => page.Slots.Where(slot =>
        slot.Lives && slot.Waits == Wait.Process && page.At(slot.WaitsFor)?.Pid == pid && graph.IsQuiet(slot) &&
        window.Of(slot.Tid)?.Rest is not (null or Rest.Busy or Rest.Ended));
}
