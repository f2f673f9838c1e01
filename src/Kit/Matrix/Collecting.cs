namespace Kit.Matrix;

/// <summary>Which cells <c>+collecting</c> has unless a selector asks for others. An unsafe call that waits for a
/// callback on another thread passes when it is tried alone and hangs as soon as anything collects; a callback on the
/// calling thread is never in that position, and the plain environment has cells enough that collect in the callback
/// itself.</summary>
public static class Collecting
{
    public const string NotWaiting =
        "With a collecting neighbour: only a call that waits for another thread can meet a collection half way.";

    /// <summary>Why the cell is left out, or null.</summary>
    public static string? WhyNot(Axes axes, Key key) => axes.Thread(key.Thread).CallWaitsForIt ? null : NotWaiting;
}
