using System.Text.Json.Serialization;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What one attempt did.</summary>
[JsonConverter(typeof(WordConverter<OutcomeKind>))]
public enum OutcomeKind
{
    /// <summary>Ended as the cell meant it to, with the right answer.</summary>
    Returned,

    /// <summary>Ended as it meant to, with a wrong answer.</summary>
    WrongAnswer,

    /// <summary>Ended with an exit code that nobody meant, or without the final token.</summary>
    Exited,

    /// <summary>Died with the runtime's own message.</summary>
    FailedFast,

    /// <summary>Died of a signal, without a diagnosis.</summary>
    Crashed,

    /// <summary>Proved to be stuck: there is a cycle of waits.</summary>
    Deadlocked,

    /// <summary>A thread runs and nothing moves.</summary>
    Livelocked,

    /// <summary>Did not end in time, and nothing was proved.</summary>
    TimedOut,

    /// <summary>Not possible here.</summary>
    Absent,

    /// <summary>The kit's own fault.</summary>
    Broken,
}
