namespace Kit.Execution;

/// <summary>Finds a cycle among confirmed waits.</summary>
static class Cycles
{
    /// <summary>The proof, or null. One that needs no conclusion beyond what slots say is preferred.</summary>
    public static Cycle? Find(WaitGraph graph, Window window)
    {
        var said = graph.Edges.ToList();
        var cycle = Shortest(said) ?? Shortest([.. said, .. graph.UnseenEdges]);
        if (cycle is null)
            return null;
        var steps = cycle.ConvertAll(edge => Steps.Of(edge, window));
        return new Cycle(
            Cycle.OfWaits,
            steps,
            string.Join(" -> ", steps.Select(s => s.Text)),
            Steps.Signature(Cycle.OfWaits, steps),
            Math.Round(window.Seconds, 2),
            window.Samples.Count);
    }

    /// <summary>The shortest cycle; of several, the one that begins with the lowest slot. Begins with its lowest slot.</summary>
    internal static List<Edge>? Shortest(IReadOnlyCollection<Edge> edges)
    {
        var from = edges.ToLookup(e => e.From.Index);
        List<Edge>? shortest = null;
        foreach (var start in from.Select(group => group.Key).Order())
        {
            if (Back(from, start) is { } cycle && (shortest is null || cycle.Count < shortest.Count))
                shortest = cycle;
        }

        return shortest;
    }

    /// <summary>Breadth first from a slot until an edge leads back to it.</summary>
    static List<Edge>? Back(ILookup<int, Edge> from, int start)
    {
        var reachedBy = new Dictionary<int, Edge>();
        var next = new Queue<int>([start]);
        while (next.TryDequeue(out var at))
        {
            foreach (var edge in from[at])
            {
                if (edge.To.Index == start)
                    return Path(reachedBy, start, edge);
                if (reachedBy.TryAdd(edge.To.Index, edge))
                    next.Enqueue(edge.To.Index);
            }
        }

        return null;
    }

    static List<Edge> Path(Dictionary<int, Edge> reachedBy, int start, Edge last)
    {
        var path = new List<Edge> { last };
        while (path[^1].From.Index != start)
            path.Add(reachedBy[path[^1].From.Index]);
        path.Reverse();
        return path;
    }
}
