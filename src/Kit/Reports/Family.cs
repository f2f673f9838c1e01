using Kit.Rules;

namespace Kit.Reports;

/// <summary>Rows that tell the same story: one verdict, one rule, one thing observed. Findings come in families (both
/// doors, all small stacks), and forty lines that say one thing hide the one that says another.</summary>
public sealed record Family(
    Verdict Verdict, string Rule, Promise Promise, string Observed, string Words, IReadOnlyList<Row> Rows)
{
    /// <summary>What somebody should look at, the gravest first.</summary>
    public static IReadOnlyList<Verdict> Findings { get; } =
        [Verdict.Violates, Verdict.Flaky, Verdict.Broken, Verdict.Known, Verdict.Fixed, Verdict.Changed];

    /// <summary>The families of the rows that have one of these verdicts: by verdict, promise and rule, the largest
    /// first.</summary>
    public static IReadOnlyList<Family> Of(
        IEnumerable<Row> rows, IReadOnlyList<Verdict> verdicts, RuleOrder rules, AxisOrder order) =>
        [.. rows
            .Where(r => verdicts.Contains(r.Verdict))
            .GroupBy(r => (r.Verdict, r.Rule, r.Promise, Observed: Story(r), Words: Reports.Observed.Words(r)))
            .Select(g => new Family(
                g.Key.Verdict, g.Key.Rule, g.Key.Promise, g.Key.Observed, g.Key.Words,
                [.. g.OrderBy(r => r.Key, order.Keys)]))
            .OrderBy(f => verdicts.ToList().IndexOf(f.Verdict))
            .ThenBy(f => f.Promise)
            .ThenBy(f => f.Rule, rules)
            .ThenByDescending(f => f.Rows.Count)
            .ThenBy(f => f.Observed, StringComparer.Ordinal)
            .ThenBy(f => f.Words, StringComparer.Ordinal)
            .ThenBy(f => f.Rows[0].Key, order.Keys)];

    /// <summary>What each verdict asks of the reader.</summary>
    public static string Meaning(Verdict verdict) => verdict switch
    {
        Verdict.Violates => "a promise was broken",
        Verdict.Flaky => "kept its promise in some attempts only",
        Verdict.Broken => "the kit's own fault: these cells say nothing of the runtime",
        Verdict.Known => "a promise is broken, and the deviation is reported",
        Verdict.Fixed => "listed as a deviation, and as promised now: its line in the known file can go",
        Verdict.Changed => "nothing is promised, and it does something else than the known file lists",
        Verdict.Conforms => "as promised",
        Verdict.Recorded => "nothing is promised; written down",
        _ => "not possible here",
    };

    // Of cells that vary, how often is chance: those that vary between the same outcomes are one family.
    private static string Story(Row row) => row.Outcomes.Count == 1
        ? Reports.Observed.InWords(row)
        : "varies: " + string.Join(" or ", row.Outcomes.Select(t => Reports.Observed.InWords(t.Outcome))
            .Distinct().Order(StringComparer.Ordinal));
}
