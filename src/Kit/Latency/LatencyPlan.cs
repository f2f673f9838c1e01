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

    private const int InOneBatch = 32; // subjects in a process: a round of all must be short

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

    /// <summary>For all of it. What a machine is too slow for is timed with fewer rounds, and <c>few-samples</c> says where
    /// that matters.</summary>
    public TimeSpan Budget { get; }

    /// <summary>How much of the time that the sittings ask for the processes still to come may have, so that all ends in time.</summary>
    /// <param name="first">What the first process of every sitting took, with all the time that it asked for.</param>
    /// <param name="passed">Since the beginning.</param>
    /// <param name="processes">In which each sitting has been run already; at least one.</param>
    public double Share(TimeSpan first, TimeSpan passed, int processes)
    {
        double asked = Sittings.Sum(s => s.Milliseconds);
        var overhead = Math.Max(0, first.TotalMilliseconds - asked); // starts and warm-ups, which are as long whatever is asked
        var left = (Budget - passed).TotalMilliseconds / Math.Max(1, Processes - processes);
        return Math.Clamp((left - overhead) / asked, 0.1, 1);
    }

    /// <exception cref="InputException">A selector selects nothing that is timed: the rule, where one forbids it.</exception>
    public static LatencyPlan For(KitContext context, EnvironmentName environment, IReadOnlyList<Selector> selectors, bool quick)
    {
        if (environment.Has(Mode.Collecting) || environment.Has(Mode.Loaded))
        {
            throw new InputException(
                $"'{environment}': latency brings its neighbours along, and times without them too; leave +collecting and +loaded out");
        }

        var product = context.Product(environment, []);
        var all = Subject.All(product.Axes)
            .Where(s => s.Quantity.ShowsHarm || context.Rulebook.For(s.Key, environment).Promise == Promise.Defined).ToList();
        foreach (var selector in selectors.Where(s => !all.Any(t => s.Matches(t.Key))))
        {
            throw Refusal(context, product, environment, selector);
        }

        var subjects = all.Where(s => selectors.Count == 0 || Selector.AnyMatches(selectors, s.Key))
            .Select(s => quick && s.Point == Subject.Packets ? s with { Point = Subject.FewPackets } : s).ToList();
        List<Sitting> sittings =
        [
            // libevent and libevent-locks each give the one library its locks, which only the first of a process can; and
            // whoever reads a million packets keeps all others of a process waiting for the next round.
            .. subjects.Where(s => s.Quantity.Mode == "batch")
                .GroupBy(s => (s.Key.Library.Contains('-', StringComparison.Ordinal), s.Point == Subject.Packets)).SelectMany(g => g.Chunk(InOneBatch))
                .Select(chunk => new Sitting("batch", "idle", (quick ? 15 : 150) * chunk.Length, chunk)),
            .. subjects.Where(s => s.Quantity.Mode is "each" or "paced").SelectMany(s => ConditionsOf(s, quick)
                .Select(c => new Sitting(s.Quantity.Mode, c, quick ? 200 : 2500, [s]))),
            .. subjects.Where(s => s.Quantity.Mode == "fresh").GroupBy(s => s.Key)
                .Select(g => new Sitting("fresh", "idle", quick ? 150 : 1000, [.. g])),
            .. subjects.Where(s => s.Quantity.Mode is "hand" or "suspend" or "interrupt").GroupBy(s => s.Quantity.Mode)
                .Select(g => new Sitting(g.Key, "idle", (quick ? 40 : 250) * g.Count(), [.. g])),
        ];
        return new LatencyPlan(subjects, sittings, quick ? 6 : 9, TimeSpan.FromSeconds(quick ? 55 : 14 * 60));
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
            : $"{cells[0].Key} is defined, but nothing is timed of it. Timed are the bodies empty and reenter-safe-100; " +
              "without a selector, everything that is timed");
    }
}
