using System.CommandLine;
using System.Diagnostics;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>run: the matrix on one environment or several.</summary>
public static class RunCommand
{
    /// <summary>The verb, which may also be left out.</summary>
    public static Command Create(KitContext context)
    {
        var selectors = new Argument<string[]>("SELECTOR")
        {
            Description = "which cells: a library, a key, or a key with * and comma lists; without one, the whole matrix",
        };
        var options = new RunOptions();
        var command = new Command("run", "Runs the matrix and judges every cell (the default verb).") { selectors };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var interrupt = new Interrupt();
            return await RunAsync(
                context,
                [.. parsed.GetValue(selectors)!.Select(Selector.Parse)],
                options.Read(parsed, context),
                interrupt.Token);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        KitContext context, IReadOnlyList<Selector> selectors, RunRequest request, CancellationToken cancel)
    {
        var output = request.Output ?? Path.Combine(
            context.Installation.ResultsRoot, selectors.Count == 0 && request.Libraries.Count == 0 && context.Installation.Brought is null ? "reports" : "artifacts/run");
        var code = ExitCode.Fine;
        var done = new List<RunEnd>();
        var clock = Stopwatch.StartNew();
        var environments = EnvironmentsFor(context, selectors, request);
        // That the last one has none is not to be learnt after the others.
        var baselines = environments.Select(e => Baseline.Of(context, request, e)).ToList();
        var outlook = environments.Count == 1 && request.Repeat == 1 ? null
            : RunOutlook.Of(context, request, selectors, environments, e => request.Resume ? Made(output, e) : 0);
        Say(outlook?.Begin());
        foreach (var environment in environments)
        {
            // What one environment leaves of its share goes to those after it.
            var share = (request.Budget - clock.Elapsed) / (environments.Count - done.Count);
            var run = new EnvironmentRun(context, request, selectors, environment, ReportFolder.Of(output, environment), baselines[done.Count], share);
            var end = await run.RunAsync(cancel);
            done.Add(end);
            Say(end.Stop == RunStop.Interrupted ? null : outlook?.After(done.Count));
            code = Math.Max(code, end.ExitCode);
            if (end.Stop == RunStop.Interrupted)
            {
                break;
            }
        }

        RunSummary.Write(context, done, request.Json);
        if (done.Count > 1 && Differences.Write(context, output) is { } page && !request.Json)
        {
            Screen.Out.Verbatim(page);
        }

        GitHub.Tell(context, done, Console.Error);
        OutputPages.Write(context, output); // last: a folder beside these that it cannot read must not cost the summary
        return done[^1].Stop == RunStop.Interrupted ? ExitCode.Interrupted : code;
    }

    // Those named, else the plain one, and for the whole matrix also the one in which a neighbour collects: an unsafe call
    // that waits for a callback passes when it is tried alone.
    private static IReadOnlyList<EnvironmentName> EnvironmentsFor(
        KitContext context, IReadOnlyList<Selector> selectors, RunRequest request) =>
        request.Environments.Count > 0 ? request.Environments
            : selectors.Count > 0 ? [context.Plain]
            : [context.Plain, context.Plain.With(Mode.Collecting)];

    private static int Made(string output, EnvironmentName environment) =>
        ReportFolder.Of(output, environment).ReadAttempts().Items.Count(a => a.Outcome.Kind != OutcomeKind.Absent);

    private static void Say(string? words)
    {
        if (words is not null)
        {
            Console.Error.WriteLine(words);
        }
    }
}
