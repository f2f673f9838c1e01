using System.Runtime.InteropServices;

namespace Kit.Commands;

/// <summary>
/// Ctrl-C once ends the run in order: children are ended, what was run is written. Twice ends the kit at once; the
/// launchers notice that and leave nothing behind either.
/// </summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> signals = [];

    public Interrupt()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            signals.Add(PosixSignalRegistration.Create(signal, Stop));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Signals have their usual effect again.</summary>
    public void Dispose()
    {
        signals.ForEach(s => s.Dispose());
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            return; // the second time: the default, which ends the process
        }

        context.Cancel = true;
        Console.Error.WriteLine("Stopping; what was run is kept. Once more ends at once.");
        source.Cancel();
    }
}
