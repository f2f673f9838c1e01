namespace Kit.Latency;

/// <summary>A process to be run, and how many milliseconds it is to time for.</summary>
public sealed record Turn(int Sitting, double Milliseconds);

/// <summary>
/// Keeps the budget of a plan. The first process of each sitting shows what a start, a warm-up and a library's making ready
/// take on this machine; all others share the time that is left after those. A process that is not expected to end in time is not
/// begun, so that the whole ends within the budget, however slow the machine, unless the first processes alone take longer: every
/// row has one at least, and <c>few-processes</c> says where six were too many.
/// </summary>
public sealed class Pace(LatencyPlan plan)
{
    private const double Least = 0.1; // of what is asked for: less would be a start for nothing

    private readonly double[] fixedCosts = new double[plan.Sittings.Count];
    private readonly int[] seen = new int[plan.Sittings.Count];
    private int next;

    /// <summary>Of the processes that the plan asks for, those that were not begun.</summary>
    public int LeftOut { get; private set; }

    public int All => plan.Processes * plan.Sittings.Count;

    /// <summary>What comes next, null at the end.</summary>
    /// <param name="passed">Since the beginning.</param>
    public Turn? Next(TimeSpan passed)
    {
        for (; next < All; next++)
        {
            var (sitting, left) = (next % plan.Sittings.Count, (plan.Budget - passed).TotalMilliseconds);
            if (next < plan.Sittings.Count)
            {
                return new Turn(next++, plan.Sittings[sitting].Milliseconds);
            }

            var toCome = Enumerable.Range(next, All - next).Select(i => i % plan.Sittings.Count).ToList();
            var share = Math.Clamp((left - toCome.Sum(i => fixedCosts[i])) / toCome.Sum(i => plan.Sittings[i].Milliseconds), Least, 1);
            var asked = share * plan.Sittings[sitting].Milliseconds;
            if (fixedCosts[sitting] + asked <= left)
            {
                next++;
                return new Turn(sitting, asked);
            }

            LeftOut++;
        }

        return null;
    }

    /// <summary>How long it took, with all that is not timing. The next is expected to take what those before it took, on average.</summary>
    public void Took(Turn turn, TimeSpan time)
    {
        var more = Math.Max(0, time.TotalMilliseconds - turn.Milliseconds) - fixedCosts[turn.Sitting];
        fixedCosts[turn.Sitting] += more / ++seen[turn.Sitting];
    }
}
