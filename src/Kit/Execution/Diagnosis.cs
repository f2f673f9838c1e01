using System.Text.RegularExpressions;

namespace Kit.Execution;

/// <summary>The last words of a process, found in what it wrote to standard error.</summary>
/// <param name="Message">One line, the same on every run: no addresses, no numbers of processes or threads.</param>
/// <param name="ByRuntime">
/// The .NET runtime said it, so the death is a fail-fast. What the C or C++ library says on its way down (libstdc++'s
/// "terminate called", glibc's "*** stack smashing detected ***", "free(): invalid pointer", "FATAL: exception not
/// rethrown", a sanitizer's report) is kept as the message of a crash: the runtime did not see it coming.
/// </param>
/// <param name="Assert">An assertion of the runtime's own failed: its words in a Checked or Debug build, as
/// https://github.com/dotnet/runtime/blob/main/src/coreclr/utilcode/debug.cpp writes them.</param>
public sealed partial record Diagnosis(string Message, bool ByRuntime, bool Assert = false)
{
    const int LongestMessage = 400;

    /// <summary>What the runtime's own messages begin with. The first four are headings: the message goes on behind them,
    /// on the same line or on the next.</summary>
    static readonly string[] OfRuntime =
    [
        "Fatal error.",
        "Process terminated.",
        "Unhandled exception.",
        PlatformAssert,
        "Unhandled Exception:",
        "Stack overflow.",
        "Out of memory.",
        RuntimeAssert,
        "A callback was made on a garbage collected delegate",
        "Failed to setup new thread",
        "Attempt to execute managed code after",
        "Invalid Program: attempted to call a UnmanagedCallersOnly method",
        ".NET runtime failed to initialize",
        "GC heap corruption",
    ];

    const int Headings = 4;

    /// <summary>Of the runtime and its JIT, and of the layer beneath them that stands for the operating system.</summary>
    const string RuntimeAssert = "Assert failure(PID", PlatformAssert = "ASSERT FAILED";

    /// <summary>What the libraries beneath it say.</summary>
    static readonly string[] OfOthers =
    [
        "terminate called",
        "libc++abi: terminating",
        "FATAL: exception not rethrown",
        "*** ",
        "Fatal glibc error",
        "free(): ",
        "malloc(): ",
        "malloc_consolidate(): ",
        "realloc(): ",
        "munmap_chunk(): ",
        "double free or corruption",
        "corrupted size vs. prev_size",
        "corrupted double-linked list",
        "pure virtual method called",
        "ERROR: AddressSanitizer",
        "runtime error: ",
        "' failed.",
    ];

    /// <summary>The first message of the runtime, else the first of a library beneath it, else null. An assert comes
    /// before everything: what else is said then are the words with which the process is ended for it.</summary>
    public static Diagnosis? In(string stderr)
    {
        var lines = stderr.Split('\n', StringSplitOptions.TrimEntries);
        return Find(lines, [RuntimeAssert], byRuntime: true) ?? Find(lines, OfRuntime, byRuntime: true) ?? Find(lines, OfOthers, byRuntime: false);
    }

    static Diagnosis? Find(string[] lines, string[] markers, bool byRuntime)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var marker in markers)
            {
                var at = lines[i].IndexOf(marker, StringComparison.Ordinal);
                if (at < 0)
                    continue;
                // A failed assertion and a sanitizer name the place before the marker.
                var text = byRuntime ? lines[i][at..] : lines[i];
                if (byRuntime && Array.IndexOf(markers, marker) < Headings)
                    text = WithRest(text, marker, lines.ElementAtOrDefault(i + 1) ?? "");
                return new Diagnosis(Stable(text), byRuntime, marker is RuntimeAssert or PlatformAssert);
            }
        }

        return null;
    }

    /// <summary>"Fatal error." may stand alone, or twice when two threads die at once.</summary>
    static string WithRest(string text, string heading, string next)
    {
        var rest = text;
        while (rest.StartsWith(heading, StringComparison.Ordinal))
            rest = rest[heading.Length..].TrimStart();
        var nextIsStack = next.StartsWith("at ", StringComparison.Ordinal);
        return rest.Length > 0 ? $"{heading} {rest}" : nextIsStack ? heading : $"{heading} {next}".TrimEnd();
    }

    static string Stable(string text)
    {
        text = Address().Replace(text, "0x...");
        text = Number().Replace(text, "$1...");
        text = text.Trim();
        return text.Length <= LongestMessage ? text : text[..LongestMessage] + "...";
    }

    /// <summary>Eight digits are an HRESULT or a status, and stay.</summary>
    [GeneratedRegex("0x[0-9a-fA-F]{9,}")]
    private static partial Regex Address();

    /// <summary>As in "(PID 123 [0x0000007b], Thread: 456 [0x01c8])" and "==123==".</summary>
    [GeneratedRegex(@"(PID |pid |Thread: |thread |==)\d+( \[0x[0-9a-fA-F]+\])?")]
    private static partial Regex Number();
}
