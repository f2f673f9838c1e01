using System.Buffers;

namespace Kit.Reports;

/// <summary>Words as a shell takes them: a command that is shown can be typed as it stands.</summary>
public static class Shell
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=@%:,./");

    /// <summary>Variables for one command: each set before it, with a space behind.</summary>
    public static string Variables(IEnumerable<KeyValuePair<string, string>> variables) =>
        string.Concat(variables.Select(v => $"{v.Key}={Word(v.Value)} "));

    /// <summary>The word as it is, or in single quotes where a shell would make something else of it.</summary>
    public static string Word(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
