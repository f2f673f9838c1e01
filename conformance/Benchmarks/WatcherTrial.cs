using System.Collections.Concurrent;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Benchmarks;

/// <summary>
/// With every core busy: cells that are slow but fine, of which none may be called a deadlock; and each kind of deadlock,
/// of which none may be missed. Prints how many were, and how long a proof took from the last sign of life.
/// </summary>
internal static class WatcherTrial
{
    private static readonly string[] Slow =
    [
        "plant slow-sleep", "plant slow-wait", "plant slow-spin", "plant slow-collection", "plant slow-exit",
        "each::safe::caller::uco::sleep", "each::safe::pthread::uco::sleep", "each::safe::worker::uco::spin",
        "each::unsafe::caller::c::sleep", "each::unsafe::pthread::c::spin", "each::safe::pthread::uco::allocate-many",
        "each::safe::pthread::uco::finalizer-wait", "each::safe::dtor-fresh-2000::uco::collect",
        "each::safe::detached::uco::task-wait", "pool::safe::library::uco::collect", "sqlite::safe::pthread::uco::collect",
    ];

    private static readonly string[] Stuck =
    [
        "plant deadlock",
        "each::unsafe::pthread::uco::collect", "each::unsafe::worker::uco::allocate-many",
        "each::unsafe::pthread::uco::wait-collector", "pool::unsafe::library::uco::collect",
        "each::safe::pthread::uco::monitor", "each::safe::worker-later::uco::lock",
        "each::safe::detached::uco::monitor", "each::safe::pthread::delegate::static-constructor",
        "each::safe::worker::uco::pthread-exit", "each::unsafe::pthread::uco::empty +collecting",
    ];

    public static async Task<int> RunAsync(int slow, int stuck)
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var loaded = Reproduce.DefaultEnvironment.With(Mode.Loaded);
        await using var load = await Load.BeginAsync(context.Installation, loaded);
        Console.WriteLine($"{Environment.ProcessorCount} cores, all kept busy by others.");

        var fine = await ManyAsync(context, Slow.SelectMany(name => Enumerable.Repeat(name, (slow + Slow.Length - 1) / Slow.Length)));
        var wrong = fine.Where(f => f.Kind is OutcomeKind.Deadlocked or OutcomeKind.Livelocked).ToList();
        Console.WriteLine($"slow but fine: {fine.Count} runs, {wrong.Count} called a deadlock or a livelock");
        Tell(fine);

        var dead = await ManyAsync(context, Stuck.SelectMany(name => Enumerable.Repeat(name, stuck)));
        var missed = dead.Where(d => d.Kind != OutcomeKind.Deadlocked).ToList();
        Console.WriteLine($"deadlocks: {dead.Count} runs, {missed.Count} missed");
        Tell(dead);
        return wrong.Count + missed.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Trial>> ManyAsync(KitContext context, IEnumerable<string> names)
    {
        // Each environment's child is asked what it has before anything runs beside it.
        var environments = new[] { Reproduce.DefaultEnvironment, Reproduce.DefaultEnvironment.With(Mode.Collecting) };
        var programs = environments.Select(e => context.Program(e, [])).ToList();
        var work = new ConcurrentQueue<string>(names);
        var done = new ConcurrentBag<Trial>();
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount * 4).Select(_ => Task.Run(async () =>
        {
            using var job = new Job(context.Installation, new Watcher());
            while (work.TryDequeue(out var name))
            {
                var parts = name.Split(' ');
                var program = programs[parts is [_, "+collecting"] ? 1 : 0];
                var seen = await job.RunAsync(
                    l => parts[0] == "plant" ? program.Plant(parts[1], l) : program.Cell(Key.Parse(parts[0]), l),
                    TimeSpan.FromSeconds(60), CancellationToken.None);
                done.Add(new Trial(name, seen.Outcome.Kind, seen.StalledSeconds));
            }
        })));
        return [.. done];
    }

    private static void Tell(IReadOnlyList<Trial> trials)
    {
        foreach (var kind in trials.GroupBy(t => t.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var outcomes = string.Join(", ", kind.CountBy(t => t.Kind).Select(c => $"{c.Value} {c.Key.Word()}"));
            var proofs = kind.Where(t => t.Kind == OutcomeKind.Deadlocked).Select(t => t.Stalled).Order().ToList();
            var time = proofs.Count == 0 ? "" :
                $"; from stall to proof {proofs[proofs.Count / 2]:0.00} s (median), {proofs[^1]:0.00} s (longest)";
            Console.WriteLine($"  {kind.Key,-48} {outcomes}{time}");
        }
    }

    private sealed record Trial(string Name, OutcomeKind Kind, double Stalled);
}
