namespace Kit.Execution;

/// <summary>Looks for a proof in what was seen. Pure, so that tests can show it anything.</summary>
static class Proofs
{
    /// <param name="samples">Of /proc, oldest first; the newest is of now.</param>
    /// <param name="quietSince">Since when a slot has not moved, on the clock of the samples.</param>
    public static Cycle? Find(
        PageView page, IReadOnlyList<Sample> samples, Func<Slot, double> quietSince, int child, WatchTimes times)
    {
        if (page.Problem is not null)
            return null;
        if (Last(samples, times.Cycle, times.Samples) is not { } window)
            return null;
        var graph = new WaitGraph(page, window, slot => quietSince(slot) <= window.Begins);
        if (Cycles.Find(graph, window) is { } cycle)
            return cycle;
        if (Last(samples, times.Standstill, times.Samples) is not { } longer)
            return null;
        graph = new WaitGraph(page, longer, slot => quietSince(slot) <= longer.Begins);
        if (Cycles.Find(graph, longer) is { } slower) // of waits that look now and then
            return slower;
        return Standstill.Find(page, longer, graph, child);
    }

    /// <summary>The shortest stretch up to now that is long enough and has samples enough.</summary>
    static Window? Last(IReadOnlyList<Sample> samples, TimeSpan length, int count)
    {
        for (var first = samples.Count - count; first >= 0; first--)
        {
            if (samples[^1].At - samples[first].At >= length.TotalSeconds)
                return new Window([.. samples.Skip(first)]);
        }

        return null;
    }
}
