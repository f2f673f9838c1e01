using Kit.Matrix;

namespace Kit.Execution;

/// <summary>The mode +loaded: every core busy with something else, for as long as this lives.</summary>
public sealed class Load : IAsyncDisposable
{
    private readonly Launcher? launcher;

    private Load(Launcher? launcher) => this.launcher = launcher;

    /// <summary>Begins the load if the environment asks for it.</summary>
    public static async Task<Load> BeginAsync(Installation installation, EnvironmentName environment)
    {
        if (!environment.Has(Mode.Loaded))
        {
            return new Load(null);
        }

        var launcher = Launcher.Open(installation);
        await launcher.SpinAsync(Environment.ProcessorCount);
        return new Load(launcher);
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync()
    {
        launcher?.Dispose();
        return ValueTask.CompletedTask;
    }
}
