namespace Kit.Execution;

/// <summary>A launcher could not start, or died: the kit's own fault or the machine's, never a cell's.</summary>
public class LauncherException : Exception
{
    public LauncherException(string message)
        : base(message)
    {
    }

    public LauncherException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

/// <summary>A child could not be started; the launcher is well and can start another.</summary>
public sealed class StartException(string message, int error) : LauncherException(message)
{
    /// <summary>The number of the error (errno): 2 if there is no such program.</summary>
    public int Error { get; } = error;
}
