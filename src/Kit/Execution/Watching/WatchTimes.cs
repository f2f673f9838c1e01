namespace Kit.Execution;

/// <summary>How patient the watcher is. From a stall to its proof: <see cref="Quiet"/> plus a window.</summary>
public sealed record WatchTimes
{
    public static WatchTimes Default { get; } = new();

    /// <summary>Between two looks at the page.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>A slot that did not move for so long makes /proc worth its price.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(75);

    /// <summary>Between two looks at /proc, once there are <see cref="Samples"/> of them; until then each look asks it.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>For how long a cycle must be seen to hold.</summary>
    public TimeSpan Cycle { get; init; } = TimeSpan.FromMilliseconds(75);

    /// <summary>For how long a standstill must be seen to hold: longer, as it rests on threads that say nothing.</summary>
    public TimeSpan Standstill { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>In how many samples, however far apart a loaded machine puts them.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>For how long the page must have stood still for a thread that runs to count as a livelock.</summary>
    public TimeSpan Livelock { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so long without any movement the time is also up for a child that does nothing but run or sleep: ten
    /// times what the longest body does without a sign of life.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>More than this between two looks counts as this: the kit was stopped, or its machine slept, and of a child
    /// that went on meanwhile nobody knows what it did.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(1);
}
