namespace Kit.Execution;

/// <summary>Compares a proof, found from outside, with what the runtime says of the same threads.</summary>
static class Corroboration
{
    public static string Of(Cycle cycle, Seen seen)
    {
        if (seen.Problem is not null)
            return $"not corroborated: {seen.Problem}";
        if (seen.Tool is not null)
            return OfStacks(cycle, seen);
        var words = cycle.Steps.Select(step => (Step: step, Thread: seen.Threads.FirstOrDefault(t => t.Tid == step.Tid)))
            .Select(pair => OfStep(pair.Step, pair.Thread, seen)).ToList();
        var against = words.Where(w => w.Against).Select(w => w.Text).ToList();
        return against.Count > 0
            ? $"CORROBORATION FAILED, CoreCLR {seen.Runtime} says otherwise: {string.Join("; ", against)}"
            : $"CoreCLR {seen.Runtime} agrees: {string.Join("; ", words.Select(w => w.Text).Where(t => t.Length > 0))}";
    }

    /// <summary>A stack shows where a thread stands, and nothing against the proof: the mode is not on it.</summary>
    static string OfStacks(Cycle cycle, Seen seen)
    {
        var words = cycle.Steps.Select(step => seen.Threads.FirstOrDefault(t => t.Tid == step.Tid) is { Frames.Count: > 0 } thread
            ? $"T{step.Slot + 1} in {string.Join(" < ", thread.Frames.Where(IsTelling).Take(4))}"
            : $"T{step.Slot + 1} is not shown");
        return $"native stacks by {seen.Tool}: {string.Join("; ", words)}. No runtime tells the modes of its threads here: " +
            "the proof stands on the page and on /proc";
    }

    /// <summary>Not the C library's own ways into the kernel, which every wait has.</summary>
    static bool IsTelling(string frame) => frame != "??" && !frame.StartsWith("__", StringComparison.Ordinal);

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
