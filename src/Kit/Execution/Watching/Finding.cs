namespace Kit.Execution;

/// <summary>What watching a child came to.</summary>
public enum FindingKind
{
    /// <summary>It ended by itself.</summary>
    Ended,

    /// <summary>It is stuck, and there is a proof.</summary>
    Deadlocked,

    /// <summary>Its time was up; a thread ran nearly all the time while the page stood still.</summary>
    Livelocked,

    /// <summary>Its time was up, and nothing is proved.</summary>
    TimedOut,
}

/// <summary>The watcher's word on one child.</summary>
/// <param name="Page">The page when this was found.</param>
/// <param name="Proof">Of a deadlock.</param>
/// <param name="Evidence">One line: the proof, or who ran, or where each thread stood when the time was up.</param>
/// <param name="Corroboration">What the runtime's own state says of the proof; null when nobody was asked.</param>
/// <param name="StalledSeconds">From the last movement of the threads concerned to this word.</param>
public sealed record Finding(
    FindingKind Kind,
    PageView Page,
    Cycle? Proof = null,
    string? Evidence = null,
    string? Corroboration = null,
    double StalledSeconds = 0);
