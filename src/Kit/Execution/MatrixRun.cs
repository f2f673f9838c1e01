using System.Collections.Concurrent;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>How a run is to be made.</summary>
/// <param name="Jobs">Children at a time.</param>
/// <param name="Repeat">Attempts per cell.</param>
/// <param name="Limit">Time for one attempt, unless it is proved stuck before.</param>
/// <param name="IsBudgetUsedUp">From then on no attempt is begun.</param>
/// <param name="Dumps">Where to keep a dump of each unexpected death, or null.</param>
public sealed record RunSettings(int Jobs, int Repeat, TimeSpan Limit, Func<bool> IsBudgetUsedUp, string? Dumps = null);

/// <summary>How far a run is, for whoever shows it.</summary>
/// <param name="Done">Attempts, this one included.</param>
/// <param name="Planned">Attempts.</param>
public sealed record RunProgress(int Done, int Planned, Attempt Last);

/// <summary>Why a run stopped before its end.</summary>
public enum RunStop
{
    None,
    Budget,
    Interrupted,
}

/// <summary>Runs the cells of one plan: plants first, then attempt after attempt, each logged as it ends.</summary>
/// <param name="program">How children are started.</param>
/// <param name="plan">What to run.</param>
/// <param name="log">Where attempts go.</param>
/// <param name="looks">Into stuck children, once for each kind of proof.</param>
public sealed class MatrixRun(Installation installation, ChildProgram program, Plan plan, AttemptLog log, Looks looks)
{
    /// <summary>
    /// Runs <paramref name="order"/>, as often as asked, except for what <paramref name="done"/> says is done.
    /// </summary>
    /// <param name="order">The cells, the first first.</param>
    /// <param name="done">Attempts that an earlier part of the run has made, by cell.</param>
    /// <param name="unexpected">Whether an outcome is worth a dump.</param>
    /// <exception cref="BrokenKitException">A plant was misread.</exception>
    public async Task<RunStop> RunAsync(
        IReadOnlyList<Key> order,
        IReadOnlyDictionary<Key, int> done,
        RunSettings settings,
        Action<RunProgress> progress,
        Func<Key, Outcome, bool> unexpected,
        CancellationToken cancel)
    {
        var work = new ConcurrentQueue<(Key Key, int Number)>(
            from number in Enumerable.Range(1, settings.Repeat)
            from key in order
            where number > done.GetValueOrDefault(key)
            select (key, number));
        var planned = order.Count * settings.Repeat;
        var ended = planned - work.Count;
        var stop = RunStop.None;

        // The first failure (a full disk, say) ends all jobs: their children too, which a mere exception would not.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var load = await Load.BeginAsync(installation, program.Environment);
        await EachJobAsync(settings.Jobs, looks.Ask, failed, async job =>
        {
            while (!failed.IsCancellationRequested && work.TryDequeue(out var next))
            {
                if (settings.IsBudgetUsedUp())
                {
                    stop = RunStop.Budget;
                    return;
                }

                var seen = await job.RunAsync(l => program.Cell(next.Key, l), settings.Limit, failed.Token);
                var attempt = new Attempt(
                    next.Key, program.Environment, next.Number, seen.Outcome, seen.Cpu.TotalSeconds, Isolated: true,
                    plan.Hash, seen.Evidence);
                log.Add(attempt);
                if (settings.Dumps is { } folder)
                {
                    Dumps.Keep(job.Launcher, folder, next.Key, unexpected(next.Key, seen.Outcome));
                }

                progress(new RunProgress(Interlocked.Increment(ref ended), planned, attempt));
            }
        });
        return cancel.IsCancellationRequested ? RunStop.Interrupted : stop;
    }

    private const int Patiently = 4;

    /// <summary>Runs the plants.</summary>
    /// <exception cref="BrokenKitException">One was misread: nothing this kit says here can be believed.</exception>
    public async Task PlantAsync(int jobs, CancellationToken cancel)
    {
        var plants = new ConcurrentQueue<Plant>(Plant.Of(program.Environment).Reverse()); // those that take long first
        var misread = new ConcurrentBag<string>();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await EachJobAsync(jobs, null, failed, async job =>
        {
            while (!failed.IsCancellationRequested && plants.TryDequeue(out var plant))
            {
                var seen = await SeeAsync(job, plant, 1);
                if (plant.Expected != OutcomeKind.TimedOut && seen.Outcome.Kind == OutcomeKind.TimedOut)
                {
                    // Where others keep the cores busy, or a start is slow, it takes longer: once more, and it must be seen as it is then.
                    seen = await SeeAsync(job, plant, Patiently);
                }

                if (plant.Misread(seen.Outcome) is { } complaint)
                {
                    misread.Add(complaint);
                }
            }
        });
        if (!misread.IsEmpty)
        {
            throw new BrokenKitException(string.Join('\n', misread.Order()));
        }

        Task<Observation> SeeAsync(Job job, Plant plant, int times) => job.RunAsync(
            l => program.Plant(plant.Name, l), Plant.Limit * times * installation.TimeoutScale, failed.Token);
    }

    private async Task EachJobAsync(
        int jobs, Func<int, Cycle, Opinion>? corroborate, CancellationTokenSource failed, Func<Job, Task> work)
    {
        await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => Task.Run(async () =>
        {
            try
            {
                using var job = new Job(installation, new Watcher(Patience.Times(program.Environment, installation.TimeoutScale), corroborate));
                await work(job);
            }
            catch (OperationCanceledException) when (failed.IsCancellationRequested)
            {
                // The child is gone, the attempt is not made: the ledger says so.
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        })));
    }
}

/// <summary>The kit itself cannot be believed: exit code 3.</summary>
public sealed class BrokenKitException(string message) : Exception(message);
