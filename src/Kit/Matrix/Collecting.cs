namespace Kit.Matrix;

/// <summary>Which cells <c>+collecting</c> has unless a selector asks for others. An unsafe call that waits for a
/// callback on another thread passes when it is tried alone and hangs as soon as anything collects; a callback on the
/// calling thread is never in that position, and the plain environment has cells enough that collect in the callback
/// itself.</summary>
public static class Collecting
{
    public const string NotWaiting =
        "With a collecting neighbour: only a call that waits for another thread can meet a collection half way.";

    // Not holes of the matrix: without the neighbour each of these cells is worth running, and with it when asked for.
    private static readonly Hole[] Redundant =
    [
        new(
            [Selector.Parse("*::*::*::c::*")],
            "With a collecting neighbour: a callback in C waits for no collection."),
        new(
            [Selector.Parse("*::unsafe*::*::*::!empty,collect,throw-caught,monitor,sleep")],
            "With a collecting neighbour: the collection waits for the unsafe call, and the callback at the door for " +
            "the collection, whatever its body would do."),
        new(
            [Selector.Parse("*::*-pointer,marshalled::*::*::!empty,collect,last-error")],
            "With a collecting neighbour: pointer and marshalled calls wait like the plain ones."),
        new(
            [Selector.Parse("*::*::!pthread,library::delegate::!empty,collect")],
            "With a collecting neighbour: both doors wait for it in the same place; each body goes through the " +
            "delegate's on a pthread."),
        new(
            [Selector.Parse("*::*::stack-256k::*::!empty,collect")],
            "With a collecting neighbour: what its signal needs of a small stack shows on the two smaller ones."),
    ];

    /// <summary>Why the cell is left out, or null.</summary>
    public static string? WhyNot(Axes axes, Key key) =>
        axes.Thread(key.Thread).CallWaitsForIt ? Redundant.FirstOrDefault(h => h.Matches(key))?.Reason : NotWaiting;
}
