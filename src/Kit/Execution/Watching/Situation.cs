namespace Kit.Execution;

/// <summary>What can be said of a child whose time was up and of which nothing is proved.</summary>
static class Situation
{
    const int ThreadsTold = 6;

    public static string OfBusy(Behaviour busy, PageView page, double seconds)
    {
        var slot = page.Slots.LastOrDefault(s => s.Tid == busy.Tid && s.Lives);
        var who = slot is null ? $"thread \"{busy.Name}\"" : $"{slot.Role} {slot.Name} ({slot.Stage.Word()})";
        return $"{who} ran {busy.CpuShare:0.00} of a core for {seconds:0.0} s while the page stood still";
    }

    /// <summary>Where each thread stood, and what it did lately.</summary>
    public static string Of(PageView page, Window window)
    {
        if (page.Problem is not null)
            return page.Problem;
        var living = page.Slots.Where(s => s.Lives && (window.Samples[^1].Threads.ContainsKey(s.Tid))).ToList();
        if (living.Count == 0)
            return page.Written ? $"no thread of the cell is left; stage {page.Stage.Word()}" : "the cell had not begun";
        var told = living.Take(ThreadsTold).Select(slot =>
        {
            var target = slot.WaitsFor >= 0 ? $" T{slot.WaitsFor + 1}" : "";
            var waits = slot.Waits == Wait.None ? "" : $", waits: {slot.Waits.Word()}{target}";
            var call = slot.Call == CallKind.None ? slot.Stage.Word() : $"{slot.Call.Word()} call";
            var thread = window.Samples[^1].Threads[slot.Tid];
            var rest = window.Of(slot.Tid) is { } behaviour ? $"{behaviour.Rest} in {behaviour.SystemCall}" : thread.State.ToString();
            return $"{slot.Role} {slot.Name} ({call}{waits}; {rest})";
        });
        var more = living.Count > ThreadsTold ? $"; and {living.Count - ThreadsTold} more" : "";
        return string.Join("; ", told) + more;
    }
}
