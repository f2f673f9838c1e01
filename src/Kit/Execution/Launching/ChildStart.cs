using System.Text;

namespace Kit.Execution;

/// <summary>What a child is started with: all of it, nothing is added and nothing inherited.</summary>
/// <param name="Command">The path of the program to execute, and its arguments.</param>
/// <param name="Environment">The whole environment, in this order.</param>
public sealed record ChildStart(
    IReadOnlyList<string> Command, IReadOnlyList<KeyValuePair<string, string>> Environment)
{
    /// <summary>The last resort against a child that spins while nobody watches: SIGXCPU after so many seconds of CPU
    /// time, SIGKILL two later. 0: no limit.</summary>
    public int CpuSeconds { get; init; }

    /// <summary>How much writable memory it may have (RLIMIT_DATA). 0: no limit.</summary>
    public long DataBytes { get; init; }

    /// <summary>Core files are kept, as far as the machine writes any.</summary>
    public bool Cores { get; init; }

    /// <summary>As kit-launcher reads it.</summary>
    internal byte[] ToRequest()
    {
        var request = new StringBuilder(
            $"start {Command.Count} {Environment.Count} {CpuSeconds} {DataBytes} {(Cores ? 1 : 0)}\n");
        foreach (var text in Command.Concat(Environment.Select(variable => $"{variable.Key}={variable.Value}")))
        {
            if (text.Contains('\0'))
                throw new ArgumentException($"'{text}' holds a NUL, which no argument or variable can.");

            request.Append(text).Append('\0');
        }

        return Command.Count > 0
            ? Encoding.UTF8.GetBytes(request.ToString())
            : throw new ArgumentException("A command has at least a program.");
    }
}
