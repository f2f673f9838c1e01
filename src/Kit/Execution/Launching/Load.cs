using Kit.Matrix;

namespace Kit.Execution;

/// <summary>The mode +loaded: every core busy with something else, for as long as this lives.</summary>
public sealed class Load : IAsyncDisposable
{
    private readonly Launcher? launcher;

    private Load(Launcher? launcher) => this.launcher = launcher;

    /// <summary>Begins the load if the environment asks for it.</summary>
    /// <exception cref="BrokenKitException">The machine does not let so many processes run: the mode would not be in force.</exception>
    public static async Task<Load> BeginAsync(Installation installation, EnvironmentName environment) =>
        environment.Has(Mode.Loaded) ? await OfAsync(Launcher.Open(installation), Environment.ProcessorCount) : new Load(null);

    /// <param name="launcher">Is the load's own from here on.</param>
    internal static async Task<Load> OfAsync(Launcher launcher, int cores)
    {
        try
        {
            var busy = await launcher.SpinAsync(cores);
            return busy == cores ? new Load(launcher) : throw new BrokenKitException(
                $"+{Mode.Loaded} is not in force: the system lets {busy} of {cores} processes run that were to keep the cores busy");
        }
        catch
        {
            launcher.Dispose();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync()
    {
        launcher?.Dispose();
        return ValueTask.CompletedTask;
    }
}
