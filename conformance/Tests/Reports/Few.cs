using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Tests;

/// <summary>A few rows and attempts, written as a known file writes them: "crashed:SIGSEGV x3, returned".</summary>
internal static class Few
{
    public const string Cell = "each::safe::caller::uco::empty";

    /// <summary>Three rules: sort's cells must return, each's must not be run with an unsafe call, and nothing is said
    /// of the rest.</summary>
    public static IReadOnlyDictionary<string, string> RuleFiles { get; } = new[]
    {
        Rule("10-sorted", "sort", Promise.Defined),
        Rule("20-never", "each::unsafe", Promise.Forbidden),
        Rule("30-silent", "*", Promise.Unspecified),
    }.ToDictionary();

    public static Rulebook Rulebook { get; } = new(RuleFiles.Select(f => RuleFile.Parse(f.Key, f.Value)));

    public static RuleOrder Rules { get; } = new(Rulebook);

    public static Row Row(
        string key, Promise promise, string outcomes, string rule = "a-rule", string? known = null,
        string? environment = null,
        Evidence? evidence = null)
    {
        var seen = Outcomes(outcomes);
        var listed = known is null ? null : Known.Parse("known.txt", $"{key}  {known}").Entries.Single();
        return new Row(
            Key.Parse(key),
            environment is null ? TheMatrix.Plain : EnvironmentName.Parse(environment, "linux-x64"),
            promise,
            rule,
            Verdicts.Judge(promise, seen, listed), seen, evidence);
    }

    public static Attempt Attempt(
        string key, string outcome, int number = 1, Evidence? evidence = null, string plan = "a-plan") => new(
        Key.Parse(key), TheMatrix.Plain, number, Outcomes(outcome).Single().Outcome with { Seconds = 0.03 }, 0.017,
        true, plan, evidence);

    public static IReadOnlyList<Tally> Outcomes(string text) =>
        [.. text.Split(", ").Select(word => word switch
        {
            "broken" => new Tally(new Outcome(OutcomeKind.Broken, Message: "the array did not move"), 1),
            "absent" => new Tally(new Outcome(OutcomeKind.Absent, Message: "It is not here."), 1),
            _ => Tally(Known.Parse("known.txt", $"{Cell}  {word}").Entries.Single().Outcomes.Single()),
        })];

    public static Cycle Cycle(int first, int second) => new(
        Kit.Execution.Cycle.OfWaits,
        [
            new Step(
                first, 7, 7, "caller", "unsafe", "calling", "join", second, "S", "futex", 4000, 0, $"caller T{first}"),
            new Step(second, 7, 9, "pthread", "none", "inside", "collection", first, "S", "sched_yield", 2000, 0.2, $"pthread T{second}"),
        ],
        $"caller T{first} (unsafe call, joins T{second}) -> pthread T{second} (collecting, waits for T{first})",
        "cycle: caller/unsafe/calling/join > pthread/none/inside/collection",
        0.45,
        12);

    private static KeyValuePair<string, string> Rule(string name, string selector, Promise promise)
    {
        var source = promise == Promise.Unspecified
            ? ""
            : "rank: api documentation\nsource: https://example.org/doc\nquote: So it is written.\n";
        return new(
            $"{name}.md",
            $"---\ntitle: The rule {name[3..]} in a sentence.\nselector: \"{selector}\"\npromise: {promise.Word()}\n{source}---\n" +
            "## Why\nBecause it is so.\n\n## Instead\nDo something else.\n");
    }

    private static Tally Tally(KnownOutcome known) => new(
        new Outcome(
            known.Kind,
            known.Kind == OutcomeKind.Exited ? null : known.Detail,
            known.Kind == OutcomeKind.Exited && known.Detail is { } code ? int.Parse(code) : null,
            known.Kind is OutcomeKind.Returned ? "exiting" : "inside"),
        known.Count);
}
