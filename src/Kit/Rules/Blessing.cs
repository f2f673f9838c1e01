using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What isolated attempts showed of a cell, as <c>--bless</c> takes it in.</summary>
public sealed record Seen(Key Key, Promise Promise, IReadOnlyList<Tally> Outcomes);

/// <summary>How a known file takes in what was seen.</summary>
public static class Blessing
{
    /// <summary>Where nothing is promised, an observation on as many attempts as the listed one replaces it, and a
    /// shorter one only adds the outcomes that were not listed: a rare outcome is not forgotten because one more run
    /// missed it. Where something is promised, a line goes when the cell conforms, follows the observation when it has
    /// a link, and is never made: a violation becomes known by a person who adds the link. Cells that were not seen
    /// keep their line.</summary>
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

        if (now.Sum(o => o.Count) >= old.Attempts)
        {
            return old with { Outcomes = now };
        }

        var unlisted = now.Where(o => !old.Outcomes.Any(l => l.Matches(o.Kind, o.Detail)));
        return old with { Outcomes = KnownOutcome.Sorted(old.Outcomes.Concat(unlisted)) };
    }
}
