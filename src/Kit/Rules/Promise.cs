using System.Text.Json.Serialization;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What the sources say of a cell. Never what a runtime happens to do.</summary>
[JsonConverter(typeof(WordConverter<Promise>))]
public enum Promise
{
    /// <summary>It must return the right answer.</summary>
    Defined,

    /// <summary>A source promises death with a diagnosis.</summary>
    FailsFast,

    /// <summary>A lock cycle of the program's own making.</summary>
    Deadlocks,

    /// <summary>A source says never do this; anything may happen.</summary>
    Forbidden,

    /// <summary>No source speaks.</summary>
    Unspecified,
}

/// <summary>What a promise asks of an attempt.</summary>
public static class Promises
{
    /// <summary>The one outcome that keeps the promise, or null where nothing is promised. A native crash does not keep
    /// <c>fails-fast</c>, nor does a hang that was not proved keep <c>deadlocks</c>: the promise is the
    /// diagnosis.</summary>
    public static OutcomeKind? Kept(this Promise promise) => promise switch
    {
        Promise.Defined => OutcomeKind.Returned,
        Promise.FailsFast => OutcomeKind.FailedFast,
        Promise.Deadlocks => OutcomeKind.Deadlocked,
        _ => null,
    };

    /// <summary>What it means, in a sentence without a capital.</summary>
    public static string Meaning(this Promise promise) => promise switch
    {
        Promise.Defined => "it must return the right answer",
        Promise.FailsFast => "it must die with a diagnosis",
        Promise.Deadlocks => "the program locks itself out",
        Promise.Forbidden => "never do this; anything may happen",
        _ => "no source speaks",
    };

    /// <summary>The answer to "may I?".</summary>
    public static string Answer(this Promise promise) => promise switch
    {
        Promise.Defined => "Allowed",
        Promise.FailsFast => "Ends the process",
        Promise.Deadlocks => "Hangs",
        Promise.Forbidden => "Forbidden",
        _ => "Nobody says",
    };

    /// <summary>Whether somebody promised something that an outcome can break.</summary>
    public static bool Binds(this Promise promise) => promise.Kept() is not null;
}
