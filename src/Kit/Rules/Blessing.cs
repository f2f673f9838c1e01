using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What isolated attempts showed of a cell, as <c>--bless</c> takes it in.</summary>
public sealed record Seen(Key Key, Promise Promise, IReadOnlyList<Tally> Outcomes);

/// <summary>How a known file takes in what was seen.</summary>
public static class Blessing
{
    // As with the bounds of what was never seen: what happens in 95 % of runs is not put down to chance.
    private const double Chance = 0.05;

    /// <summary>Where nothing is promised, what was seen is listed, and what was listed is forgotten when that it did not
    /// come is no chance any more: a rare outcome stays although one more run missed it. Where something is promised, a
    /// line goes when the cell conforms, follows the observation when it has a link, and is never made: a violation
    /// becomes known by a person who adds the link. Cells that were not seen keep their line.</summary>
    public static Known Bless(this Known known, IEnumerable<Seen> cells)
    {
        var entries = known.Entries.ToDictionary(e => e.Key);
        foreach (var seen in cells)
        {
            var old = known[seen.Key];
            switch (Verdicts.Judge(seen.Promise, seen.Outcomes, old))
            {
                case Verdict.Fixed:
                    entries.Remove(seen.Key);
                    break;
                case Verdict.Recorded or Verdict.Changed:
                    entries[seen.Key] = Observed(seen, old);
                    break;
                case Verdict.Violates or Verdict.Flaky when old?.Link is not null:
                    entries[seen.Key] = Observed(seen, old);
                    break;
            }
        }

        return new Known(entries.Values, known.Header);
    }

    private static KnownEntry Observed(Seen seen, KnownEntry? old)
    {
        var now = KnownOutcome.Of(seen.Outcomes.Where(t => t.Outcome.Kind != OutcomeKind.Absent));
        if (old is null)
        {
            return new KnownEntry(seen.Key, now);
        }

        var attempts = now.Sum(o => o.Count);
        var missed = old.Outcomes.Where(o => !now.Any(n => o.Matches(n.Kind, n.Detail)) && MayBeChance(o)).ToList();
        if (missed.Count == 0 && attempts >= old.Attempts)
        {
            return old with { Outcomes = now };
        }

        var seenNow = now.Select(n => n with
        {
            Count = Math.Max(n.Count, old.Outcomes.FirstOrDefault(o => o.Matches(n.Kind, n.Detail))?.Count ?? 0),
        });
        return old with { Outcomes = KnownOutcome.Sorted(seenNow.Concat(missed)) };

        // With the frequency that is listed, all of these attempts miss it in so many of a hundred runs.
        bool MayBeChance(KnownOutcome o) => Math.Pow(1 - ((double)o.Count / old.Attempts), attempts) >= Chance;
    }
}
