using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Tests;

/// <summary>A whole run that never was: an attempt or a few for every cell of the real matrix under the real rules,
/// with every verdict somewhere among them. The same on every machine.</summary>
internal sealed class MadeUp(Product product, Rulebook rulebook, EnvironmentName environment)
{
    private const string Refused =
        "Fatal error. Invalid Program: attempted to call a UnmanagedCallersOnly method from managed code.";

    private static readonly Uri Link = new("https://github.com/dotnet/runtime/issues/117538");

    public Plan Plan { get; } = Plan.For(product, environment, []);

    /// <summary>Known deviations, one of which is none any more, and one observation that is another one now.</summary>
    public Known Known() => new(Plan.Cells.Select(cell => Story(cell.Key) switch
    {
        "known" => new KnownEntry(cell.Key, [new KnownOutcome(OutcomeKind.Crashed)], Link),
        "fixed" => new KnownEntry(cell.Key, [new KnownOutcome(OutcomeKind.Deadlocked)], Link),
        "changed" => new KnownEntry(cell.Key, [new KnownOutcome(OutcomeKind.Livelocked)]),
        _ => null,
    }).OfType<KnownEntry>());

    public IReadOnlyList<Row> Rows() => Kit.Reports.Rows.Fold(Attempts(), rulebook, Known(), environment);

    public RunFacts Facts(IReadOnlyList<Row> rows)
    {
        var begun = RunFacts.Begin(
            product.Axes, Plan, new Machine("Linux 6.1", "glibc 2.36", "A processor", 2), 1, 1,
            DateTimeOffset.UnixEpoch);
        return begun with
        {
            Seconds = 104.2,
            Cells = rows.Count,
            Ledger = Ledger.Of(Plan.Cells.Count, rows, [], begun.Ledger.Holes),
        };
    }

    public IEnumerable<Attempt> Attempts() => Plan.Cells.SelectMany(cell =>
    {
        var promise = rulebook.For(cell.Key, environment).Promise;
        var story = Story(cell.Key);
        var count = story is "flaky" or "varies" ? 5 : 1;
        return Enumerable.Range(1, count).Select(number =>
        {
            var (outcome, evidence) = Happened(cell.Key, promise, story, number);
            return new Attempt(cell.Key, environment, number, outcome, 0.017, Isolated: true, Plan.Hash, evidence);
        });
    });

    private static (Outcome, Evidence?) Happened(Key key, Promise promise, string story, int number) => story switch
    {
        "violates" or "known" => (new(OutcomeKind.Crashed, "SIGSEGV", null, "inside", null, 0.06), null),
        "wrong" => (new(OutcomeKind.WrongAnswer, null, 0, "exiting", "the fold is 41 and not 42", 0.05), null),
        "broken" => (new(OutcomeKind.Broken, null, 1, "checking", "the array did not move", 0.05), null),
        "absent" =>
            (new(OutcomeKind.Absent, Message: "This machine has no libe_sqlite3.so and no libsqlite3.so.0."), null),
        "flaky" when number % 3 == 0 => Stuck(number),
        "varies" when number % 2 == 0 =>
            (new(OutcomeKind.Crashed, "SIGABRT", null, "inside", "malloc(): corrupted", 0.05), null),
        _ => promise switch
        {
            Promise.Defined => Returned(key),
            Promise.FailsFast => (new(OutcomeKind.FailedFast, "SIGABRT", null, "entering", Refused, 0.07), null),
            Promise.Deadlocks => Stuck(1),
            _ => Anything(key),
        },
    };

    private static (Outcome, Evidence?) Anything(Key key) => (Draw(key) / 1000 % 10) switch
    {
        < 4 => Returned(key),
        < 7 => (new(OutcomeKind.FailedFast, "SIGABRT", null, "entering", Refused, 0.07), null),
        7 => Stuck((int)(Draw(key) % 5)),
        8 => (new(OutcomeKind.Crashed, "SIGSEGV", null, "inside", null, 0.06), null),
        _ => (
            new(OutcomeKind.TimedOut, null, null, "calling", null, 10),
            new Evidence("T3 asleep in futex since 9.84 s")),
    };

    private static (Outcome, Evidence?) Returned(Key key) => (
        new(OutcomeKind.Returned, null, 0, "exiting", null, 0.03),
        key.Body is "spin" or "sleep" ? new Evidence(Measures: new Dictionary<string, long> { ["eintr"] = 0 }) : null);

    private static (Outcome, Evidence?) Stuck(int slot)
    {
        var text = $"caller T{slot} (unsafe call, joins T{slot + 3}) -> pthread T{slot + 3} (collecting, waits for T{slot})";
        var cycle = new Cycle(
            Cycle.OfWaits,
            [
                new Step(
                    slot, 100, 100, "caller", "unsafe", "calling", "join", slot + 3, "S", "futex", 4000, 0, "caller"),
                new Step(slot + 3, 100, 104, "pthread", "none", "inside", "collection", slot, "S", "sched_yield", 2000, 0.2, "pthread"),
            ],
            text, "cycle: caller/unsafe/calling/join > pthread/none/inside/collection", 0.45, 12);
        return (new(OutcomeKind.Deadlocked, null, null, "calling", text, 0.61), new Evidence(text, cycle));
    }

    /// <summary>Most cells do as promised; a few of each rule do not, and cells that lie together do the
    /// same.</summary>
    private string Story(Key key)
    {
        var promise = rulebook.For(key, environment).Promise;
        var draw = Draw(key) % 400;
        return key switch
        {
            { Library: "sqlite", Thread: "stack-16k" } => "absent",
            { Library: "each", Call: "safe", Thread: "worker-later", Body: "allocate-many" } =>
                promise.Binds() ? "violates" : "",
            _ when promise.Binds() => draw switch
            {
                0 => "violates",
                1 => "wrong",
                2 or 3 => "known",
                4 => "fixed",
                5 or 6 => "flaky",
                7 => "broken",
                _ => "",
            },
            _ => draw switch { < 4 => "changed", < 20 => "varies", _ => "" },
        };
    }

    // FNV-1a: string.GetHashCode is another one in every process.
    private static uint Draw(Key key) =>
        key.ToString().Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) >> 4;
}
