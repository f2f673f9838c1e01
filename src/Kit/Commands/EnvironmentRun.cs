using System.Diagnostics;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>What a run of one environment came to.</summary>
/// <param name="Floor">What an isolated `empty` cell costs beside an empty program; null when it was stopped before.</param>
public sealed record RunEnd(
    EnvironmentName Environment,
    RunFacts Facts,
    IReadOnlyList<Row> Rows,
    RunStop Stop,
    ReportFolder Folder,
    Floor? Floor,
    IReadOnlyList<KnownChange> Blessed,
    Diff? Against,
    string? Baseline = null)
{
    /// <summary>What changed since the baseline, for a program; null without one.</summary>
    public string? AgainstAsJson => Against is null ? null : DiffFile.Json(Against, Baseline!, Environment.ToString());

    /// <summary>Violated, broken or fine, as the verdicts and the ledger say.</summary>
    public int ExitCode => !Facts.Ledger.AddsUp ? Commands.ExitCode.Broken
        : Rows.Select(r => Commands.ExitCode.Of(r.Verdict)).Append(IsNews ? Commands.ExitCode.Violated : Commands.ExitCode.Fine).Max();

    // With a baseline anything that is news counts.
    private bool IsNews => Against is not null && (Against.Changes.Count > 0 || Rows.Any(r => r.Verdict is Verdict.Changed or Verdict.Fixed));
}

/// <summary>Runs one environment from the plan to the page.</summary>
public sealed class EnvironmentRun(
    KitContext context,
    RunRequest request,
    IReadOnlyList<Selector> selectors,
    EnvironmentName environment,
    ReportFolder folder,
    ReportFolder? earlierRun,
    TimeSpan? budget)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    // Every death writes its dump before it is over, on cores that others use as well.
    private const int DumpFactor = 3;

    // Enough for a median, and a tenth of a second of CPU.
    private const int FloorRounds = 3;

    private Floor? floor;

    private const string BudgetUsedUp = "The budget was used up before their turn came.";

    public async Task<RunEnd> RunAsync(CancellationToken cancel)
    {
        var product = context.Product(environment, request.Libraries);
        var plan = Plan.For(product, environment, selectors);
        var known = context.Known(environment);
        // Read before anything is written: the folder to compare with may be the one that is written.
        var baseline = earlierRun?.ReadRows().Items;
        var program = context.Program(environment, request.Libraries, request.Dumps);
        _ = program.Program; // where it is not here nothing is written, and what another run left stays
        using var writer = OneWriter.Begin(folder.Path);
        var earlier = Earlier(plan);

        // A run is finished when all its attempts are made, though --resume may ask for fewer.
        var repeat = Math.Max(request.Repeat, earlier.Facts?.Repeat ?? 1);
        var axes = context.Axes(environment, request.Libraries);
        var facts = earlier.Facts ?? RunFacts.Begin(axes, plan, Machine.This, request.Seed, repeat, DateTimeOffset.UtcNow);
        facts = facts with { Repeat = repeat, Build = Build, TimeoutScale = context.Installation.TimeoutScale };
        folder.WriteRun(facts);
        RunStop stop;
        using (var log = earlier.Facts is null ? AttemptLog.Begin(folder.AttemptsFile) : AttemptLog.Continue(folder.AttemptsFile))
        {
            stop = await ExecuteAsync(plan, program, log, known, earlier.Done, repeat, cancel);
        }

        return Conclude(plan, facts, known, baseline, stop, clock.Elapsed);
    }

    private async Task<RunStop> ExecuteAsync(
        Plan plan, ChildProgram program, AttemptLog log, Known known, Dictionary<Key, int> done, int repeat,
        CancellationToken cancel)
    {
        foreach (var cell in plan.Cells.Where(c => c.Absent is not null && !done.ContainsKey(c.Key)))
        {
            log.Add(new Attempt(
                cell.Key, environment, 1, new Outcome(OutcomeKind.Absent, Message: cell.Absent), 0, Isolated: true, plan.Hash));
        }

        var keys = plan.Cells.Where(c => c.Absent is null).Select(c => c.Key).ToList();
        var order = budget is null
            ? Telling.Shuffled(keys, request.Seed)
            : Telling.First(keys, k => context.Rulebook.For(k, environment).Id, request.Seed);
        var sincePlants = new Stopwatch(); // a budget is for cells; what it takes to be believed comes on top
        var settings = new RunSettings(
            request.Jobs, repeat, Patience.Limit(environment, context.Installation.TimeoutScale) * (request.Dumps ? DumpFactor : 1), () => sincePlants.Elapsed > budget,
            request.Dumps ? Path.Combine(folder.Path, Dumps.FolderName) : null);
        var run = new MatrixRun(context.Installation, program, plan, log, context.Looks);
        using var view = RunProgressView.Begin(environment);
        try
        {
            await run.PlantAsync(request.Jobs, cancel);
            floor = environment.Modes.Any(m => m.IsGCStress) ? null : await Floor.MeasureAsync(context.Installation, program, FloorRounds, cancel);
            sincePlants.Start();
            return await run.RunAsync(order, done, settings, view.Show, IsUnexpected, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return RunStop.Interrupted;
        }

        bool IsUnexpected(Key key, Outcome outcome) =>
            outcome.Kind is OutcomeKind.Crashed or OutcomeKind.FailedFast && Verdicts.Judge(
                context.Rulebook.For(key, environment).Promise, [new Tally(outcome, 1)], known[key])
                is Verdict.Violates or Verdict.Changed;
    }

    private RunEnd Conclude(
        Plan plan, RunFacts facts, Known known, IReadOnlyList<Row>? baseline, RunStop stop, TimeSpan elapsed)
    {
        var attempts = folder.ReadAttempts().Items;
        var rows = Reports.Rows.Fold(attempts, context.Rulebook, known, environment);
        var missing = plan.Cells.Count - rows.Count;
        IReadOnlyList<Reason> notRun = missing > 0 && stop == RunStop.Budget ? [new Reason(BudgetUsedUp, missing)] : [];
        facts = facts with
        {
            Ledger = Ledger.Of(
                plan.Cells.Count, rows, notRun, Reason.Of(plan.Holes), otherwise: stop == RunStop.None ? null : Ledger.Ended),
            Seconds = Math.Round(facts.Seconds + elapsed.TotalSeconds, 1),
            Cells = rows.Count,
        };
        EnvironmentPages.Write(folder, rows, facts, context.RulesAsSeenFrom(folder.Path));
        var against = baseline is null ? null : Diff.Of(baseline, rows, context.Known, Reproduce.Of(facts));
        folder.WriteDiff(against, request.Baseline);
        return new RunEnd(
            environment, facts, rows, stop, folder, floor, request.Bless ? Bless(known, rows) : [],
            against, request.Baseline);
    }

    private (RunFacts? Facts, Dictionary<Key, int> Done) Earlier(Plan plan)
    {
        if (!request.Resume || folder.ReadRun() is not { } facts)
        {
            return (null, []);
        }

        if (facts.Plan != plan.Hash || facts.Runtime != context.Axes(environment, request.Libraries).Runtime || facts.Build?.Commit != Build.Commit)
        {
            throw new InputException(
                $"{folder.Path} holds another plan ({facts.Environment} on {facts.Runtime}, plan {facts.Plan[..8]}; " +
                $"this one is {environment} on {context.Axes(environment, request.Libraries).Runtime}, plan {plan.Hash[..8]}): give the selectors and " +
                "options of the run that is to be finished, or leave --resume out to begin anew");
        }

        return (facts, folder.ReadAttempts().Items.CountBy(a => a.Key).ToDictionary());
    }

    private IReadOnlyList<KnownChange> Bless(Known before, IReadOnlyList<Row> rows)
    {
        var after = before.Bless(rows.Where(r => r.Isolated).Select(r => new Rules.Seen(r.Key, r.Promise, r.Outcomes)));
        LinesFile.Replace(Known.FileOf(context.Installation.KnownDirectory, environment), [after.ToString().TrimEnd('\n')]);
        return Known.Diff(before, after);
    }

    private BuildFact Build => BuildFact.Of(
        context.Axes(environment, request.Libraries).Build, environment.IsPrivate ? context.Installation.Brought : null, context.Named(environment));
}
