using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Kit.Execution;

/// <summary>What a look says of a proof.</summary>
/// <param name="Words">One line that confirms the proof, or says what does not fit, or why there is no look.</param>
/// <param name="NeedsTheChild">The very child that was asked about is looked into: it must live until the words are there.</param>
public readonly record struct Opinion(Task<string> Words, bool NeedsTheChild);

/// <summary>
/// Asks what the runtime itself says of a proof, once for each distinct cycle: a look costs as much as several cells. One
/// process looks into one child after another, since most of the cost is its own start; when it dies or is too slow, the
/// next look has a new one.
/// </summary>
/// <param name="command">What runs <see cref="Look.Serve"/>.</param>
/// <param name="limit">For one look.</param>
public sealed class Looks(IReadOnlyList<string> command, TimeSpan? limit = null) : IDisposable
{
    const string Verb = "look";

    static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    readonly TimeSpan limit = limit ?? Usual;
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> words = [];
    readonly SemaphoreSlim one = new(1);
    Process? server;

    /// <summary>This very program, started again as `look`.</summary>
    public static Looks By(Installation installation)
    {
        // What runs us is `dotnet`, a test's host, or the program itself where it was published with a host of its own.
        var limit = Usual * installation.TimeoutScale;
        var self = Environment.ProcessPath;
        if (self is not null && Path.GetFileName(self) == Path.GetFileNameWithoutExtension(installation.KitDll))
            return new Looks([self, Verb], limit);
        return new Looks([Installation.Muxer, "exec", installation.KitDll, Verb], limit);
    }

    /// <summary>For <see cref="Watcher"/>.</summary>
    public Opinion Ask(int pid, Cycle cycle)
    {
        var mine = new Lazy<Task<string>>(async () => Corroboration.Of(cycle, await AtAsync(pid).ConfigureAwait(false)));
        var word = words.GetOrAdd(KindOf(cycle), mine);
        return word == mine ? new(mine.Value, NeedsTheChild: true) : new(OfAnother(word.Value), NeedsTheChild: false);

        static async Task<string> OfAnother(Task<string> word) =>
            $"{await word.ConfigureAwait(false)} (asked of the first child that was stuck like this)";
    }

    /// <summary>The same for the same wait on whichever thread.</summary>
    static string KindOf(Cycle cycle) =>
        $"{cycle.Kind}: {string.Join(" > ", cycle.Steps.Select(s => $"{s.Call}/{s.Stage}/{s.Waits}"))}";

    /// <summary>One look.</summary>
    public async Task<Seen> AtAsync(int pid)
    {
        await one.WaitAsync().ConfigureAwait(false);
        try
        {
            var isUsed = server is { HasExited: false };
            var seen = await AtAsync(isUsed ? server! : server = Start(), pid).ConfigureAwait(false);
            // One that ended by itself between two looks says nothing about this child.
            return seen ?? await AtAsync(server = Start(), pid).ConfigureAwait(false) ?? Seen.Nothing("the look ended without a word");
        }
        catch (Exception e) when (e is Win32Exception or IOException or JsonException or InvalidOperationException)
        {
            return Seen.Nothing($"no look: {e.Message}");
        }
        finally
        {
            one.Release();
        }
    }

    Process Start()
    {
        End();
        return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // It is killed in the end, and would leave the pipes of its own diagnostics in the folder for temporary files.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
    }

    /// <summary>What it saw, or null when the process that looks has ended.</summary>
    async Task<Seen?> AtAsync(Process process, int pid)
    {
        using var cancel = new CancellationTokenSource(limit);
        try
        {
            await process.StandardInput.WriteLineAsync($"{pid}".AsMemory(), cancel.Token).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(cancel.Token).ConfigureAwait(false);
            return await process.StandardOutput.ReadLineAsync(cancel.Token).ConfigureAwait(false) is { } line
                ? JsonSerializer.Deserialize<Seen>(line, Look.Json)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            End();
            return Seen.Nothing($"the look took longer than {limit.TotalSeconds:0} s");
        }
    }

    void End()
    {
        if (server is null)
            return;
        try
        {
            server.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        server.Dispose();
        server = null;
    }

    /// <summary>Ends the process that looks. It also ends by itself when its standard input does.</summary>
    public void Dispose()
    {
        End();
        one.Dispose();
    }
}
