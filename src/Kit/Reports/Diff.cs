using System.Text.Json.Serialization;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>What became of a cell between two sets of rows.</summary>
[JsonConverter(typeof(WordConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>It breaks its promise now.</summary>
    NewViolation,

    /// <summary>It keeps its promise in some attempts only, now.</summary>
    NewlyFlaky,

    /// <summary>The kit fails at it now.</summary>
    NewlyBroken,

    /// <summary>It does something else where nothing is promised, or breaks its promise in another way.</summary>
    Changed,

    /// <summary>It keeps its promise again.</summary>
    Fixed,

    /// <summary>Another rule or another promise speaks of it; it does the same.</summary>
    Reruled,

    /// <summary>It was not there before, or absent.</summary>
    Appeared,

    /// <summary>It is no longer there, or absent.</summary>
    Gone,
}

/// <summary>One cell that differs; one of the rows may be missing.</summary>
public sealed record Change(ChangeKind Kind, Row? Before, Row? After)
{
    /// <summary>The row that says where it belongs.</summary>
    public Row Row => After ?? Before!;

    public bool IsWorse => IsWorseKind(Kind);

    public static bool IsWorseKind(ChangeKind kind) => kind is ChangeKind.NewViolation or ChangeKind.NewlyFlaky or ChangeKind.NewlyBroken;
}

/// <summary>What became of the cells of one rule in one library.</summary>
/// <param name="Counts">How many did what; a kind that none did is left out.</param>
public sealed record Share(string Rule, string Library, IReadOnlyDictionary<ChangeKind, int> Counts, int StillFlaky);

/// <summary>What differs between two sets of rows. A verdict that is the same on another number of attempts is no
/// change.</summary>
public sealed class Diff
{
    private Diff(
        IReadOnlyList<Change> changes, IReadOnlyList<Row> stillFlaky, int same, int varied, IReadOnlyList<EnvironmentName> environments,
        Reproduce reproduce)
    {
        Reproduce = reproduce;
        Varied = varied;
        Environments = environments;
        Changes = changes;
        StillFlaky = stillFlaky;
        Same = same;
    }

    /// <summary>Shows cells of either side again.</summary>
    public Reproduce Reproduce { get; }

    /// <summary>Sorted by kind, environment and key.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>All that were compared, also those in which nothing changed.</summary>
    public IReadOnlyList<EnvironmentName> Environments { get; }

    /// <summary>Flaky before and after: no news, and no peace either.</summary>
    public IReadOnlyList<Row> StillFlaky { get; }

    /// <summary>How many cells are as they were.</summary>
    public int Same { get; }

    /// <summary>How many of these did something else, but nothing that is not known of them: chance, and no news.</summary>
    public int Varied { get; }

    /// <summary>Whether something got worse: exit code 1.</summary>
    public bool IsWorse => Changes.Any(c => c.IsWorse);

    /// <summary>The same by rule and library: where something got worse first, then where most changed.</summary>
    public IReadOnlyList<Share> Shares =>
        [.. Changes.Select(c => (c.Row, Kind: (ChangeKind?)c.Kind)).Concat(StillFlaky.Select(r => (Row: r, Kind: (ChangeKind?)null)))
            .GroupBy(c => (c.Row.Rule, c.Row.Key.Library))
            .Select(g => new Share(
                g.Key.Rule, g.Key.Library, g.Where(c => c.Kind is not null).CountBy(c => c.Kind!.Value).ToDictionary(), g.Count(c => c.Kind is null)))
            .OrderByDescending(s => s.Counts.Where(c => Change.IsWorseKind(c.Key)).Sum(c => c.Value))
            .ThenByDescending(s => s.Counts.Values.Sum())
            .ThenBy(s => s.Rule, StringComparer.Ordinal).ThenBy(s => s.Library, StringComparer.Ordinal)];

    /// <summary>As text.</summary>
    public override string ToString() => DiffText.Text(this);

    /// <summary>Compares by environment and key; by key alone when each side is one environment and they are not the
    /// same.</summary>
    /// <param name="known">What a cell is known to do in the environments of both rows, if anything is.</param>
    /// <param name="reproduce">Null: with the kit's own builds and libraries alone.</param>
    public static Diff Of(
        IReadOnlyList<Row> before, IReadOnlyList<Row> after, Func<EnvironmentName, Known>? known = null, Reproduce? reproduce = null)
    {
        var across = EnvironmentsOf(before) is [var a] && EnvironmentsOf(after) is [var b] && a != b;
        var old = ById(before, across);
        var now = ById(after, across);
        var pairs = old.Keys.Union(now.Keys).OrderBy(id => id.Environment?.SortKey, StringComparer.Ordinal).ThenBy(id => id.Key)
            .Select(id => (Before: old.GetValueOrDefault(id), After: now.GetValueOrDefault(id))).ToList();
        var differing = pairs
            .Select(p => Judge(p.Before, p.After) is { } kind ? new Change(kind, p.Before, p.After) : null)
            .OfType<Change>().OrderBy(c => c.Kind).ToList();
        var read = new Dictionary<EnvironmentName, Known>();
        var changes = known is null ? differing : differing.Where(c => !Varies(c, KnownOf)).ToList();
        return new Diff(
            changes,
            [.. pairs.Where(p => p is { Before.Verdict: Verdict.Flaky, After.Verdict: Verdict.Flaky })
                .Select(p => p.After!)],
            pairs.Count(p => p is { Before: not null, After: not null })
                - changes.Count(c => c is { Before: not null, After: not null }),
            differing.Count - changes.Count,
            EnvironmentsOf(pairs.Select(p => p.After ?? p.Before!)),
            reproduce ?? Reproduce.Of(null));

        Known KnownOf(EnvironmentName environment) =>
            read.TryGetValue(environment, out var there) ? there : read[environment] = known(environment);
    }

    // One list must have it all: what two environments do is a difference, however well it is known of each.
    private static bool Varies(Change change, Func<EnvironmentName, Known> known) =>
        change is { Kind: ChangeKind.Changed, Before: { } before, After: { } after } &&
        new[] { before, after }.Any(side => known(side.Environment)[side.Key] is { } entry &&
            before.Outcomes.Concat(after.Outcomes).All(t => entry.Lists(t.Outcome)));

    private static ChangeKind? Judge(Row? before, Row? after)
    {
        var was = before?.Verdict;
        switch (after?.Verdict)
        {
            case null or Verdict.Absent:
                return was is null or Verdict.Absent ? null : ChangeKind.Gone;
            case Verdict.Broken when was != Verdict.Broken:
                return ChangeKind.NewlyBroken;
            case Verdict.Violates when was != Verdict.Violates:
                return ChangeKind.NewViolation;
            case Verdict.Flaky when was is not (Verdict.Flaky or Verdict.Violates):
                return ChangeKind.NewlyFlaky;
            case Verdict.Flaky when was == Verdict.Flaky:
                return null; // How often it fails is chance; that it still does is told apart.
            case Verdict.Conforms or Verdict.Fixed when was is { } bad && (bad.BreaksPromise() || bad == Verdict.Broken):
                return ChangeKind.Fixed;
        }

        return was is null or Verdict.Absent ? ChangeKind.Appeared
            : !DidTheSame(before!, after) ? ChangeKind.Changed
            : (before!.Rule, before.Promise) != (after.Rule, after.Promise) ? ChangeKind.Reruled
            : null;
    }

    private static Dictionary<(EnvironmentName? Environment, Key Key), Row> ById(IReadOnlyList<Row> rows, bool across)
    {
        var byId = new Dictionary<(EnvironmentName?, Key), Row>();
        foreach (var row in rows)
        {
            if (!byId.TryAdd((across ? null : row.Environment, row.Key), row))
            {
                throw new InputException(
                    $"there are two rows of {row.Key} on {row.Environment}; 'report' folds them into one");
            }
        }

        return byId;
    }

    /// <summary>Stage, words and counts of an outcome differ too easily to be news: the same is what a known file would
    /// call so.</summary>
    internal static bool DidTheSame(Row a, Row b) => Seen(a).SetEquals(Seen(b));

    private static HashSet<(OutcomeKind, string?)> Seen(Row row) =>
        [.. row.Outcomes.Select(t => (t.Outcome.Kind, t.Outcome.Detail))];

    private static List<EnvironmentName> EnvironmentsOf(IEnumerable<Row> rows) =>
        [.. rows.Select(r => r.Environment).Distinct()];
}
