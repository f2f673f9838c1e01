using System.Diagnostics;
using System.Text;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>How one child went: its outcome, what stands behind it, and what it cost.</summary>
/// <param name="Evidence">For the row; null when the outcome says it all.</param>
/// <param name="Cpu">Of the child and what it waited for.</param>
/// <param name="StalledSeconds">From the last movement of the threads concerned to the watcher's word; 0 without one.</param>
public sealed record Observation(Outcome Outcome, Evidence? Evidence, TimeSpan Cpu, double StalledSeconds = 0);

/// <summary>One job slot: a launcher, a watcher, and one child after another.</summary>
public sealed class Job : IDisposable
{
    private const int ErrorBytes = 8192;

    // SIGKILL takes moments; a launcher that does not tell of the end by then is not working any more.
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(20);

    private readonly Installation installation;
    private readonly Watcher watcher;
    private Launcher launcher;

    /// <param name="installation">Where the kit's parts are.</param>
    /// <param name="watcher">Shared or not: it keeps nothing between children.</param>
    public Job(Installation installation, Watcher watcher)
    {
        this.installation = installation;
        this.watcher = watcher;
        launcher = Launcher.Open(installation);
    }

    /// <summary>The launcher, for a child's start.</summary>
    public Launcher Launcher => launcher;

    /// <summary>Runs one child to its end, or to the watcher's verdict.</summary>
    /// <param name="start">What to start; asked again when the launcher had to be replaced.</param>
    /// <param name="limit">After so long without an end or a proof the child is ended as timed out.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the child is gone.</exception>
    /// <exception cref="StartException">The child program cannot be started at all.</exception>
    public async Task<Observation> RunAsync(Func<Launcher, ChildStart> start, TimeSpan limit, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return await WatchAsync(start(launcher), limit, clock, cancel);
        }
        catch (LauncherException gone) when (gone is not StartException)
        {
            // Somebody killed the launcher, and with it the child. The attempt is lost, the run is not.
            launcher.Dispose();
            launcher = Launcher.Open(installation);
            var outcome = new Outcome(
                OutcomeKind.Broken, Message: gone.Message, Seconds: clock.Elapsed.TotalSeconds);
            return new Observation(outcome, null, TimeSpan.Zero);
        }
    }

    /// <summary>What the last child wrote to standard error, as far as it matters.</summary>
    public string Errors() => Head(launcher.ErrorFile);

    /// <summary>What the last child wrote to standard output.</summary>
    public string Output() => File.ReadAllText(launcher.OutputFile);

    /// <summary>Ends the launcher and all below it.</summary>
    public void Dispose() => launcher.Dispose();

    private async Task<Observation> WatchAsync(
        ChildStart start, TimeSpan limit, Stopwatch clock, CancellationToken cancel)
    {
        var pid = await launcher.StartAsync(start);
        var ended = launcher.Ended;
        Finding finding;
        try
        {
            finding = await watcher.WatchAsync(pid, new Page(launcher.Page), ended, KillAsync, limit, cancel);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw;
        }

        var end = await ended;
        var page = finding.Kind == FindingKind.Ended ? new Page(launcher.Page).Read() : finding.Page;
        var seconds = Math.Round(clock.Elapsed.TotalSeconds, 3);
        var (outcome, evidence) = Classifier.Classify(end, finding with { Page = page }, Errors());
        return new Observation(outcome with { Seconds = seconds }, evidence, end.CpuTime, finding.StalledSeconds);
    }

    private async Task KillAsync()
    {
        try
        {
            await launcher.KillAsync().WaitAsync(KillLimit);
        }
        catch (TimeoutException late)
        {
            throw new LauncherException($"kit-launcher (process {launcher.Pid}) did not end its child", late);
        }
    }

    private static string Head(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[Math.Min(ErrorBytes, stream.Length)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
