namespace Kit.Execution;

/// <summary>How a child ended. Nothing that came of it is left by the time this is known.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="WaitStatus">As wait(2) gives it.</param>
/// <param name="UserTime">CPU time of the child and of what it waited for.</param>
/// <param name="SystemTime">The same, in the kernel.</param>
/// <param name="PeakBytes">The most memory it had resident.</param>
/// <param name="Left">Descendants that outlived it, or were stuck when it was killed, and had to be killed.</param>
public sealed record Ended(
    int Pid, int WaitStatus, TimeSpan UserTime, TimeSpan SystemTime, long PeakBytes, int Left)
{
    public TimeSpan CpuTime => UserTime + SystemTime;

    /// <summary>What it exited with, or null if a signal ended it.</summary>
    public int? ExitCode => (WaitStatus & 0x7f) == 0 ? (WaitStatus >> 8) & 0xff : null;

    /// <summary>The signal that ended it, or null if it exited.</summary>
    public int? Signal => (WaitStatus & 0x7f) == 0 ? null : WaitStatus & 0x7f;

    /// <summary>The machine wrote a core file.</summary>
    public bool DumpedCore => (WaitStatus & 0x80) != 0;

    /// <summary>Reads what stands behind `ended` in the launcher's answer.</summary>
    internal static Ended Parse(string text)
    {
        long[] numbers = [.. text.Split(' ').Select(long.Parse)];
        return new(
            (int)numbers[0], (int)numbers[1], TimeSpan.FromMicroseconds(numbers[2]),
            TimeSpan.FromMicroseconds(numbers[3]), numbers[4] * 1024, (int)numbers[5]);
    }
}
