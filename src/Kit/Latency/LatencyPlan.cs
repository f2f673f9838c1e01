using Kit.Commands;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Latency;

/// <summary>One child process to be run: in which mode, under which condition, for how long, with which subjects.</summary>
public sealed record Sitting(string Mode, string Condition, int Milliseconds, IReadOnlyList<Subject> Subjects);

/// <summary>What is timed, and in which processes.</summary>
public sealed class LatencyPlan
{
    /// <summary>Under which every single callback is stamped.</summary>
    public static IReadOnlyList<string> Conditions { get; } = ["idle", "allocating", "collecting", "loaded"];

    /// <summary>What a minute is not enough for.</summary>
    public static string LeftOut { get; } = FormattableString.Invariant(
        $"With --quick tails are timed through uco alone, the schedule beside an allocating neighbour alone, savefiles have {Subject.FewPackets:N0} packets for {Subject.Packets:N0}, a library's run fits into {Subject.ShortRun / 1000} ms for {Subject.LongRun / 1000}, and processes are {Brief} for {Full}.");

    private const int Brief = 6, Full = 9;
    private const int InOneBatch = 64; // subjects in a process: a round of all must be short

    private LatencyPlan(IReadOnlyList<Subject> subjects, IReadOnlyList<Sitting> sittings, int processes, TimeSpan budget)
    {
        Budget = budget;
        Subjects = subjects;
        Sittings = sittings;
        Processes = processes;
    }

    public IReadOnlyList<Subject> Subjects { get; }

    /// <summary>Each is run in so many processes, all once before any a second time.</summary>
    public IReadOnlyList<Sitting> Sittings { get; }

    /// <summary>Six are the fewest from which 95 % confidence can be had: <see cref="Statistics.MedianOf"/>.</summary>
    public int Processes { get; }

    /// <summary>For all processes. How it is kept: <see cref="Pace"/>.</summary>
    public TimeSpan Budget { get; }

    /// <summary>These alone, which are timed in batches, in one process and for so long.</summary>
    public static LatencyPlan Of(IReadOnlyList<Subject> subjects, int milliseconds) =>
        new(subjects, [new Sitting("batch", "idle", milliseconds, subjects)], 1, TimeSpan.MaxValue);

    /// <param name="plugIns">Libraries from outside the kit: their files.</param>
    /// <exception cref="InputException">A selector selects nothing that is timed: the rule, where one forbids it.</exception>
    public static LatencyPlan For(
        KitContext context, EnvironmentName environment, IReadOnlyList<Selector> selectors, IReadOnlyList<string> plugIns, bool quick)
    {
        if (environment.Has(Mode.Collecting) || environment.Has(Mode.Loaded))
        {
            throw new InputException(
                $"'{environment}': latency brings its neighbours along, and times without them too; leave +collecting and +loaded out");
        }

        var product = context.Product(environment, plugIns);
        var all = Subject.All(product.Axes)
            .Where(s => s.Quantity.ShowsHarm || context.Rulebook.For(s.Key, environment).Promise == Promise.Defined).ToList();
        foreach (var selector in selectors.Where(s => !all.Any(t => s.Matches(t.Key))))
        {
            throw Refusal(context, product, environment, selector);
        }

        var subjects = all.Where(s => selectors.Count == 0 || Selector.AnyMatches(selectors, s.Key))
            .Select(s => quick ? s.Brief : s).ToList();
        var processOf = product.Axes.Libraries.ToDictionary(l => l.Name, l => ProcessOf(l, product.Axes.Libraries), StringComparer.Ordinal);
        List<Sitting> sittings =
        [
            // Whoever reads a million packets keeps all others of a process waiting for the next round.
            .. subjects.Where(s => s.Quantity.Mode == "batch")
                .GroupBy(s => (s.Quantity.Name == "in-library" ? processOf[s.Key.Library] : 0, s.Point == Subject.Packets))
                .SelectMany(g => Filled(g.GroupBy(s => (s.Quantity.Name, s.Key.Library))))
                .Select(chunk => new Sitting("batch", "idle", (quick ? 10 : 150) * chunk.Count, chunk)),
            .. subjects.Where(s => s.Quantity.Mode is "each" or "paced").SelectMany(s => ConditionsOf(s, quick)
                .Select(c => new Sitting(s.Quantity.Mode, c, quick ? 150 : 2500, [s]))),
            .. subjects.Where(s => s.Quantity.Mode is "fresh" or "hand" or "suspend" or "interrupt").GroupBy(s => s.Quantity.Mode)
                .Select(g => new Sitting(g.Key, "idle", (quick ? 25 : 250) * g.Count(), [.. g])),
        ];
        return new LatencyPlan(subjects, sittings, quick ? Brief : Full, TimeSpan.FromSeconds(quick ? 46 : 14 * 60));
    }

    /// <summary>The kit's own patterns share one process. Real libraries and those from outside the kit have others, and two that are two ways into one (they
    /// have the same origin) different ones: what such a library allows once in a process, as libevent to be given its locks,
    /// only the first would get.</summary>
    private static int ProcessOf(Library library, IReadOnlyList<Library> all) => !library.DoesRealWork && library.File is null ? 0
        : 1 + all.TakeWhile(l => l != library).Count(l => l.Origin == library.Origin);

    // A library's doors stay side by side.
    private static IEnumerable<IReadOnlyList<Subject>> Filled(IEnumerable<IEnumerable<Subject>> groups)
    {
        var batch = new List<Subject>();
        foreach (var group in groups.Select(g => g.ToList()))
        {
            if (batch.Count > 0 && batch.Count + group.Count > InOneBatch)
            {
                yield return batch;
                batch = [];
            }

            batch.AddRange(group);
        }

        yield return batch;
    }

    // A minute is not enough for all: then the tails are of one door, and the schedule of the worst neighbour.
    private static IEnumerable<string> ConditionsOf(Subject subject, bool quick) =>
        !quick ? Conditions
        : subject.Key.Entry != "uco" ? []
        : subject.Quantity.Mode == "each" ? Conditions : ["allocating"];

    private static InputException Refusal(KitContext context, Product product, EnvironmentName environment, Selector selector)
    {
        var cells = Plan.For(product, environment, [selector]).Cells; // complains itself when there are none
        var rules = cells.Select(c => (c.Key, Rule: context.Rulebook.For(c.Key, environment))).ToList();
        return new InputException(rules.FirstOrDefault(r => r.Rule.Promise != Promise.Defined) is { Rule: { } rule } refused
            ? $"{refused.Key} is not timed: only what is defined is, and its rule is {rule.Id}, {rule.Promise.Word()}: {rule.Title} " +
              $"Type ./run-conformance.sh explain {rule.Id}"
            : cells.All(c => c.Absent is not null) ? $"{cells[0].Key} is not timed, as it cannot be run here: {cells[0].Absent}"
            : $"{cells[0].Key} is defined, but nothing is timed of it. Timed are the bodies empty and reenter-safe-100; " +
              "without a selector, everything that is timed");
    }
}
