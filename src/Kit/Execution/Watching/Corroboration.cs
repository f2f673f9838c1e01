namespace Kit.Execution;

/// <summary>Compares a proof, found from outside, with what the runtime says of the same threads.</summary>
static class Corroboration
{
    public static string Of(Cycle cycle, Seen seen)
    {
        if (seen.Problem is not null)
            return $"not corroborated: {seen.Problem}";
        var words = cycle.Steps.Select(step => (Step: step, Thread: seen.Threads.FirstOrDefault(t => t.Tid == step.Tid)))
            .Select(pair => OfStep(pair.Step, pair.Thread, seen)).ToList();
        var against = words.Where(w => w.Against).Select(w => w.Text).ToList();
        return against.Count > 0
            ? $"CORROBORATION FAILED, CoreCLR {seen.Runtime} says otherwise: {string.Join("; ", against)}"
            : $"CoreCLR {seen.Runtime} agrees: {string.Join("; ", words.Select(w => w.Text).Where(t => t.Length > 0))}";
    }

    static (string Text, bool Against) OfStep(Step step, SeenThread? thread, Seen seen)
    {
        var name = $"T{step.Slot + 1}";
        var isUnsafe = step.Call is "unsafe" or "unsafe-pointer" && step.Stage == Stage.Calling.Word();
        if (thread is null)
        {
            // A foreign thread is not a managed thread before it is let in.
            return isUnsafe ? ($"it does not know {name}", true) : ($"{name} is not a managed thread yet", false);
        }

        var at = thread.Frames.FirstOrDefault(f => !f.StartsWith('[')) is { } frame ? $" in {frame}" : "";
        var held = string.Join(", ", seen.Monitors.Where(m => m.OwnerTid == thread.Tid).Select(m => m.Type));
        var holds = held.Length > 0 ? $", holds the Monitor of {held}" : "";
        return ($"{name} is {thread.Mode}{at}{holds}", isUnsafe && thread.Mode != "cooperative");
    }
}
