namespace Kit.Matrix;

/// <summary>Modes that no environment can have together, each pair with a reason.</summary>
public static class Clash
{
    private static readonly (Func<Mode, bool> One, Func<Mode, bool> Other, string Reason)[] Known =
    [
        (m => m == Mode.Tier0, m => m == Mode.NotTiered, "the one never optimises what the other optimises at once"),
        (m => m == Mode.ReadyToRun, m => m == Mode.NoReadyToRun, "the one compiles ahead of time what the other ignores"),
        (m => m.IsGCStress, m => m.IsGCStress, "these are two levels of gcstress, and levels add up: 3 is 1 and 2"),
        (m => m == Mode.Standalone, m => m.IsGCStress, "the standalone collector does not know GCStress"),
        (m => m == Mode.Standalone, m => m == Mode.HeapVerify, "the standalone collector dies of a broken heap either way, so nothing could show it"),
        (m => m == Mode.SmallGen0, m => m.IsGCStress, "where every allocation collects, nobody can tell how much room there is"),
    ];

    /// <summary>The first two that clash and why, or null.</summary>
    public static string? In(IReadOnlyList<Mode> modes)
    {
        ArgumentNullException.ThrowIfNull(modes);
        return (from one in modes
                from other in modes
                where one != other
                from clash in Known
                where clash.One(one) && clash.Other(other)
                select $"+{one} and +{other} do not go together: {clash.Reason}").FirstOrDefault();
    }
}
