namespace Kit.Execution;

/// <summary>
/// The waits of a child, each of them claimed by the page and confirmed by /proc. An edge that is not confirmed is not in
/// the graph, so a cycle found in it is a proof. What makes it one:
/// <list type="bullet">
/// <item>Who claims a wait without a time limit and slept through the whole window in one such wait, waits. A thread that
/// runs, or wants a core and gets none, does not: a long spin, or a loaded machine, leaves no edge.</item>
/// <item>A thread in an unsafe call is in cooperative mode until it is back: no suspension ends before. (kit_run sets call
/// and stage in C, so nobody who is marked so can be elsewhere.) Its sleep is interrupted all the time, since the runtime
/// signals those it waits for.</item>
/// <item>A thread that collects is held up by every such thread. That it polls proves nothing and is not needed: but it
/// must be seen waiting, asleep or polling, not starving at the gate.</item>
/// <item>A thread that has to pass managed code, and sleeps without a time limit, cannot pass while a suspension is
/// pending; whatever else it waits for.</item>
/// </list>
/// </summary>
sealed class WaitGraph
{
    /// <summary>Signals to one thread from a suspension came at 4,000 a second; nothing else in a cell comes near.</summary>
    const double SuspensionSignalsPerSecond = 50;

    readonly PageView page;
    readonly Window window;
    readonly List<Slot> quiet;

    /// <param name="isQuiet">Whether a slot has stood still for the whole window.</param>
    public WaitGraph(PageView page, Window window, Func<Slot, bool> isQuiet)
    {
        this.page = page;
        this.window = window;
        quiet = [.. page.Slots.Where(s => s.Lives && window.Of(s.Tid)?.Pid == s.Pid && isQuiet(s))];
    }

    /// <summary>What slots say, confirmed.</summary>
    public IEnumerable<Edge> Edges => quiet.SelectMany(From);

    /// <summary>And what follows where the thread that collects has no slot or does not say so.</summary>
    public IEnumerable<Edge> UnseenEdges => quiet.SelectMany(FromUnseen);

    public bool IsQuiet(Slot slot) => quiet.Contains(slot);

    IEnumerable<Edge> From(Slot slot)
    {
        var behaviour = window.Of(slot.Tid)!;
        if (Named(slot, behaviour) is { } named)
            yield return named;
        if (slot.Waits == Wait.Collection)
        {
            var seen = SeenCollecting(behaviour);
            foreach (var other in quiet.Where(o => o != slot && o.Pid == slot.Pid && o.InUnsafeCall && (seen || (behaviour.Rest == Rest.Busy && IsSignalled(o)))))
                yield return new Edge(slot, other, Need.Suspension);
        }

        // Also past a wait that ends by itself: what it sleeps in now has no time limit.
        if (slot.NeedsManagedCode && behaviour.IsAsleep)
        {
            foreach (var other in quiet.Where(o => o != slot && o.Pid == slot.Pid && o.Waits == Wait.Collection))
                yield return new Edge(slot, other, Need.Collection);
        }
    }

    Edge? Named(Slot slot, Behaviour behaviour)
    {
        Need? need = slot.Waits switch
        {
            Wait.Join => Need.Join,
            Wait.Callback => Need.Callback,
            Wait.Lock => Need.Lock,
            Wait.Task => Need.Task,
            Wait.Process => Need.Process,
            _ => null,
        };
        if (need is null || !SeenWaiting(slot, behaviour) || page.At(slot.WaitsFor) is not { Lives: true } target ||
            window.Of(target.Tid) is null or { Rest: Rest.Ended })
            return null;
        // What a thread holds itself it can take again, and but for its end a forked child shares nothing with its parent.
        return target == slot || (target.Pid != slot.Pid && need != Need.Process)
            ? null
            : new Edge(slot, target, need.Value);
    }

    static bool SeenWaiting(Slot slot, Behaviour behaviour) => behaviour.Rest switch
    {
        Rest.Asleep or Rest.AsleepInside or Rest.AsleepOutside => true,
        Rest.AsleepForProcess => slot.Waits == Wait.Process,
        Rest.Interrupted => slot.InUnsafeCall,
        // NativeAOT waits so for a static constructor, for ever: "this loop will never terminate - this is by design", says
        // https://github.com/dotnet/runtime/blob/0348774e179a6183bd725ae2f7f54c67f7576d51/src/coreclr/nativeaot/System.Private.CoreLib/src/System/Runtime/CompilerServices/ClassConstructorRunner.cs
        Rest.Looking => slot.Waits == Wait.Lock,
        _ => false,
    };

    /// <summary>It polls, or it has handed the work to a thread that polls (a GC thread, another collector). Or it never
    /// sleeps, as in NativeAOT 8: see <see cref="IsSignalled"/>.</summary>
    bool SeenCollecting(Behaviour behaviour) =>
        behaviour.Rest == Rest.Polling ||
        (behaviour.IsAsleep && window.In(behaviour.Pid).Any(b => b.Rest == Rest.Polling));

    IEnumerable<Edge> FromUnseen(Slot slot)
    {
        var behaviour = window.Of(slot.Tid)!;
        if (!slot.NeedsManagedCode || slot.Waits == Wait.Collection)
            yield break;
        // A thread that polls and claims nothing is the one that collects; one that claims a wait polls for that.
        if (!behaviour.IsAsleep && (behaviour.Rest != Rest.Polling || slot.Waits != Wait.None))
            yield break;
        foreach (var other in quiet.Where(o => o != slot && o.Pid == slot.Pid && SuspensionWaitsFor(o)))
            yield return new Edge(slot, other, behaviour.IsAsleep ? Need.UnseenCollection : Need.Suspension);
    }

    /// <summary>Who collects and runs all the time may be at work, or starve before its work. That it is held up shows at the
    /// other end: nothing but a suspension signals a thread at this pace, and nobody but this one collects.</summary>
    bool IsSignalled(Slot slot) => window.Of(slot.Tid) is { Rest: Rest.Interrupted, SwitchesPerSecond: >= SuspensionSignalsPerSecond };

    /// <summary>
    /// A suspension is pending, and this thread is who it waits for: it sleeps in C in cooperative mode, signals wake it
    /// again and again, and a thread polls at the same pace.
    /// </summary>
    public bool SuspensionWaitsFor(Slot slot) =>
        slot.InUnsafeCall &&
        window.Of(slot.Tid) is { Rest: Rest.Interrupted, SwitchesPerSecond: >= SuspensionSignalsPerSecond } &&
        window.In(slot.Pid).Any(b => b is { Rest: Rest.Polling, SwitchesPerSecond: >= SuspensionSignalsPerSecond });
}
