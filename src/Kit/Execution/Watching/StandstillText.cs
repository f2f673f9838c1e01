namespace Kit.Execution;

/// <summary>A standstill in words: who was amid what, and why nobody goes on.</summary>
static class StandstillText
{
    const int StepsTold = 6;

    public static Cycle Of(IReadOnlyList<Slot> slots, int pid, PageView page, Window window, WaitGraph graph)
    {
        var steps = slots.Select(slot => StepOf(slot, page, window, graph)).ToList();
        var more = steps.Count > StepsTold ? $"; and {steps.Count - StepsTold} more" : "";
        return new Cycle(
            Cycle.Standstill,
            steps,
            $"{string.Join("; ", steps.Take(StepsTold).Select(s => s.Text))}{more}; {Conclusion(slots, pid, window)}",
            Steps.Signature(Cycle.Standstill, steps.DistinctBy(s => (s.Role, s.Call, s.Stage, s.Waits))),
            Math.Round(window.Seconds, 2),
            window.Samples.Count);
    }

    static string Conclusion(IReadOnlyList<Slot> slots, int pid, Window window)
    {
        if (slots.All(slot => window.Of(slot.Tid)?.Rest == Rest.Ended))
            return "no other thread of the process has anything to do";
        return window.In(pid).Count() == 1
            ? "it is the only thread of its process: nobody is left to wake it"
            : "every other thread of the process waits as well: nobody is left to wake it";
    }

    static Step StepOf(Slot slot, PageView page, Window window, WaitGraph graph)
    {
        // Who waits in C, and says for whom, is told by that, not by what would keep it out once it came back.
        var saysWhy = slot.Waits is Wait.Join or Wait.Callback or Wait.Process;
        var edges = graph.Edges.Concat(saysWhy ? [] : graph.UnseenEdges).Where(edge => edge.From == slot);
        if (edges.FirstOrDefault(edge => !saysWhy || edge.Need != Need.Collection) is { } edge)
            return Steps.Of(edge, window);
        var target = page.At(slot.WaitsFor);
        return Steps.Of(slot, window.Of(slot.Tid), slot.Waits.Word(), target, Waiting(slot, target, window));
    }

    static string Waiting(Slot slot, Slot? target, Window window)
    {
        var rest = window.Of(slot.Tid)?.Rest;
        var gone = target is not null && (!target.Lives || window.Of(target.Tid) is null) ? ", which has ended" : "";
        var whose = target is null ? "" : $" of {target.Name}{gone}";
        return slot.Waits switch
        {
            _ when rest == Rest.Ended => "its thread has ended",
            Wait.Join => $"joins {target?.Name ?? "a thread"}{gone}",
            Wait.Callback => target is null ? "waits for callbacks" : $"waits for a callback{whose}",
            Wait.Lock => $"waits for a lock{whose}",
            Wait.Process => $"waits for {(target is null ? "a process" : $"the process of {target.Name}")} to end",
            Wait.Task => target is null ? "waits for a task" : $"waits for {target.Name} to finish{gone}",
            Wait.Finalizers => "waits for finalizers",
            Wait.Collection when rest == Rest.Polling => "collecting, waits for threads that fork did not copy",
            Wait.Collection => "collecting",
            Wait.Timed => "asleep, past a wait with a time limit",
            _ => slot.Call == CallKind.None ? "asleep" : "waits in C",
        };
    }
}
