using Kit.Matrix;

namespace Kit.Execution;

/// <summary>How long to wait for one attempt: longer where the environment itself makes everything slow, and as many times
/// longer as --timeout-scale says.</summary>
public static class Patience
{
    // In the plain environment, several times what the slowest cell that ends by itself needs.
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(10);

    /// <summary>The time for one attempt.</summary>
    public static TimeSpan Limit(EnvironmentName environment, double scale = 1) => Plain * Factor(environment) * scale;

    /// <summary>How long an attempt may give no sign of life. What a proof needs is the same everywhere.</summary>
    public static WatchTimes Times(EnvironmentName environment, double scale = 1) =>
        WatchTimes.Default with { Silence = WatchTimes.Default.Silence * Factor(environment) * scale };

    private static int Factor(EnvironmentName environment) =>
        environment.Modes.Any(m => m.IsGCStress) ? 6 : environment.Has(Mode.HeapVerify) || environment.Has(Mode.Loaded) ? 3 : 1;
}
