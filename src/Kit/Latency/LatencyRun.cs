using System.Diagnostics;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Latency;

/// <summary>What one process measured.</summary>
public sealed record Sat(Sitting Sitting, SampleFile Samples);

/// <summary>Runs the sittings of a plan, interleaved: a machine that changes meanwhile changes for all.</summary>
/// <param name="plugIns">Libraries from outside the kit: their files.</param>
public sealed class LatencyRun(KitContext context, EnvironmentName environment, LatencyPlan plan, IReadOnlyList<string> plugIns)
{
    // Children that spin in C for seconds are what is wanted here; only one that never ends is not.
    private readonly TimeSpan limit = TimeSpan.FromMinutes(2) * context.Installation.TimeoutScale;

    private static readonly Key Looking = Key.Parse("each::safe::caller::uco::empty");

    /// <param name="show">Told after each process: how many are done, of how many.</param>
    /// <exception cref="BrokenKitException">A child did not come to its end.</exception>
    public async Task<IReadOnlyList<Sat>> RunAsync(Action<int, int> show, CancellationToken cancel)
    {
        var program = context.Program(environment, plugIns);
        var done = new List<Sat>();
        using var job = new Job(context.Installation, new Watcher(WatchTimes.Default with { Silence = limit }));
        await VerifyAsync(program, job, cancel);
        var (clock, pace) = (Stopwatch.StartNew(), new Pace(plan));
        while (pace.Next(clock.Elapsed) is { } turn)
        {
            var (sitting, begun) = (plan.Sittings[turn.Sitting], clock.Elapsed);
            cancel.ThrowIfCancellationRequested();
            await using var load = await Load.BeginAsync(
                context.Installation, sitting.Condition == "loaded" ? environment.With(Mode.Loaded) : environment);
            var file = Path.Combine(job.Launcher.WorkDirectory, "samples");
            var seen = await job.RunAsync(
                l => program.Latency(l, [Path.Combine(l.WorkDirectory, "samples"), sitting.Mode, sitting.Condition,
                    $"{turn.Milliseconds:0}", .. sitting.Subjects.Select(s => s.Words)]),
                limit, cancel);
            if (seen.Outcome.Kind != OutcomeKind.Returned)
            {
                throw new BrokenKitException(
                    $"the child that times {sitting.Subjects[0].Words} ended otherwise than it should: {seen.Outcome.Kind.Word()} " +
                    $"{seen.Outcome.Message} {job.Errors().Trim()}. Nothing was written");
            }

            done.Add(new Sat(sitting, SampleFile.Read(file)));
            pace.Took(turn, clock.Elapsed - begun);
            show(done.Count + pace.LeftOut, pace.All);
        }

        show(pace.All, pace.All);
        return done;
    }

    /// <summary>The stop-watch does not look whether the modes are in force: a cell does, once for all.</summary>
    private async Task VerifyAsync(ChildProgram program, Job job, CancellationToken cancel)
    {
        if (program.Environment.Modes.IsEmpty)
        {
            return;
        }

        var seen = await job.RunAsync(l => program.Cell(Looking, l), limit, cancel);
        if (seen.Outcome.Kind == OutcomeKind.Broken)
        {
            throw new BrokenKitException($"{seen.Outcome.Message}. Nothing was timed");
        }
    }
}
