using System.Diagnostics;
using Kit.Execution;
using Kit.Matrix;
using Spectre.Console;

namespace Kit.Commands;

/// <summary>Shows how far a run is, on standard error: a bar on a terminal, a line now and then elsewhere.</summary>
public abstract class RunProgressView : IDisposable
{
    /// <summary>The view that fits where standard error goes.</summary>
    public static RunProgressView Begin(EnvironmentName environment) =>
        Console.IsErrorRedirected ? new Lines(environment) : new Bar(environment);

    /// <summary>Called from several jobs at once.</summary>
    public abstract void Show(RunProgress progress);

    /// <summary>Ends the view.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    private static string Rate(Stopwatch clock, int done) => $"{done / Math.Max(clock.Elapsed.TotalSeconds, 0.001):0}/s";

    private sealed class Lines(EnvironmentName environment) : RunProgressView
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly Lock gate = new();
        private TimeSpan last;
        private int first = -1;

        public override void Show(RunProgress progress)
        {
            lock (gate)
            {
                first = first < 0 ? progress.Done - 1 : first;
                if (clock.Elapsed - last < Every && progress.Done < progress.Planned)
                {
                    return;
                }

                last = clock.Elapsed;
                Console.Error.WriteLine(
                    $"{environment}: {progress.Done:N0} of {progress.Planned:N0} attempts, {Rate(clock, progress.Done - first)}");
            }
        }
    }

    private sealed class Bar : RunProgressView
    {
        private readonly TaskCompletionSource ended = new();
        private readonly TaskCompletionSource<ProgressTask> begun = new();
        private readonly Task drawing;
        private readonly string name;

        public Bar(EnvironmentName environment)
        {
            name = Markup.Escape(environment.ToString());
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            drawing = console.Progress()
                .Columns(
                    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    begun.SetResult(context.AddTask(name + " (plants first)"));
                    await ended.Task;
                });
        }

        public override void Show(RunProgress progress)
        {
            var task = begun.Task.Result;
            task.MaxValue = progress.Planned;
            task.Description = $"{name} {progress.Done:N0}/{progress.Planned:N0}";
            task.Value = Math.Max(task.Value, progress.Done);
        }

        public override void Dispose()
        {
            ended.TrySetResult();
            drawing.Wait();
            base.Dispose();
        }
    }
}
