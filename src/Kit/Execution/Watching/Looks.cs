using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Kit.Execution;

/// <summary>
/// Asks what the runtime itself says of a proof, once for each distinct cycle: a look costs as much as ten cells.
/// </summary>
/// <param name="command">What runs <see cref="Look.Describe"/> on the process whose number is added to it.</param>
/// <param name="limit">For one look.</param>
public sealed class Looks(IReadOnlyList<string> command, TimeSpan? limit = null)
{
    const string Verb = "look";

    readonly TimeSpan limit = limit ?? TimeSpan.FromSeconds(20);
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> words = [];

    /// <summary>This very program, started again as `look PID`.</summary>
    public static Looks By(Installation installation)
    {
        // What runs us is `dotnet`, a test's host, or the program itself where it was published with a host of its own.
        var self = Environment.ProcessPath;
        if (self is not null && Path.GetFileName(self) == Path.GetFileNameWithoutExtension(installation.KitDll))
            return new Looks([self, Verb]);
        return new Looks([Installation.Muxer, "exec", installation.KitDll, Verb]);
    }

    /// <summary>For <see cref="Watcher"/>: one line that confirms the proof, or says what does not fit.</summary>
    public async Task<string> CorroborateAsync(int pid, Cycle cycle)
    {
        var mine = new Lazy<Task<string>>(async () => Corroboration.Of(cycle, await AtAsync(pid).ConfigureAwait(false)));
        var word = words.GetOrAdd(KindOf(cycle), mine);
        var text = await word.Value.ConfigureAwait(false);
        return word == mine ? text : $"{text} (asked of the first child that was stuck like this)";
    }

    /// <summary>The same for the same wait on whichever thread: a look costs as much as twenty cells.</summary>
    static string KindOf(Cycle cycle) =>
        $"{cycle.Kind}: {string.Join(" > ", cycle.Steps.Select(s => $"{s.Call}/{s.Stage}/{s.Waits}"))}";

    /// <summary>One look, in a process of its own.</summary>
    public async Task<Seen> AtAsync(int pid)
    {
        try
        {
            var info = new ProcessStartInfo(command[0], [.. command.Skip(1), pid.ToString()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(info)!;
            process.StandardInput.Close();
            using var cancel = new CancellationTokenSource(limit);
            try
            {
                var errors = process.StandardError.ReadToEndAsync(cancel.Token);
                var line = await process.StandardOutput.ReadLineAsync(cancel.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(cancel.Token).ConfigureAwait(false);
                var seen = line is null ? null : JsonSerializer.Deserialize<Seen>(line, Look.Json);
                return seen ?? Seen.Nothing($"the look ended with {process.ExitCode}: {await errors.ConfigureAwait(false)}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return Seen.Nothing($"the look took longer than {limit.TotalSeconds:0} s");
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or JsonException or InvalidOperationException)
        {
            return Seen.Nothing($"no look: {e.Message}");
        }
    }
}
