namespace Kit.Rules;

/// <summary>The judge, one pure function whose table is its test; and what a verdict means to whoever asks.</summary>
public static class Verdicts
{
    /// <param name="promise">What the cell's rule promises.</param>
    /// <param name="seen">Every outcome of the cell's attempts; a cell that was not run has no verdict.</param>
    /// <param name="known">The cell's line in the environment's known file, or null.</param>
    public static Verdict Judge(Promise promise, IReadOnlyCollection<Tally> seen, KnownEntry? known)
    {
        ArgumentOutOfRangeException.ThrowIfZero(seen.Count);
        if (seen.Any(t => t.Outcome.Kind == OutcomeKind.Broken))
        {
            return Verdict.Broken; // One attempt is enough: what the others say may be as wrong.
        }

        // An attempt that could not be made says nothing; the others do.
        var happened = seen.Select(t => t.Outcome).Where(o => o.Kind != OutcomeKind.Absent).ToList();
        if (happened.Count == 0)
        {
            return Verdict.Absent;
        }

        return promise.Kept() is { } kept
            ? Promised(kept, happened, known)
            : known is null || happened.All(known.Lists) ? Verdict.Recorded : Verdict.Changed;
    }

    /// <summary>A promise was not kept, or not in every attempt; whether that is known already or not.</summary>
    public static bool BreaksPromise(this Verdict verdict) => verdict is Verdict.Violates or Verdict.Flaky or Verdict.Known;

    /// <summary>A run that has it does not end well.</summary>
    public static bool Fails(this Verdict verdict) => verdict is Verdict.Violates or Verdict.Flaky or Verdict.Broken;

    private static Verdict Promised(OutcomeKind kept, List<Outcome> happened, KnownEntry? known)
    {
        var asPromised = happened.Count(o => o.Kind == kept);
        if (asPromised == happened.Count)
        {
            // A line that lists the promised outcome beside others knows a cell that varies: one that conforms this
            // time has proved nothing.
            return known is null || known.Outcomes.Any(o => o.Kind == kept) ? Verdict.Conforms : Verdict.Fixed;
        }

        return known?.Link is not null && happened.All(known.Lists) ? Verdict.Known
            : asPromised > 0 ? Verdict.Flaky
            : Verdict.Violates; // However differently: not one attempt was as promised.
    }
}
