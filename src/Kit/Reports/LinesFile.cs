using System.Text;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Reports;

/// <summary>What a file of JSON lines holds.</summary>
/// <param name="Items">Its whole lines, read.</param>
/// <param name="Cut">The beginning of a last line that a crash cut, or null. It is nothing to stumble over: who was
/// writing it was killed, and what it said is to be had again.</param>
public sealed record LinesRead<T>(IReadOnlyList<T> Items, string? Cut);

/// <summary>A file of JSON lines that is only ever appended to.</summary>
public static class LinesFile
{
    private const int ShownOfACut = 60;

    // ENOSPC and EDQUOT, as Linux numbers them.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Reads a file; one that is not there has no lines.</summary>
    /// <exception cref="InputException">A line in the middle is damaged, or of another format: says which.</exception>
    public static LinesRead<T> Read<T>(string path, Func<string, T> parse)
    {
        var items = new List<T>();
        if (!File.Exists(path))
        {
            return new LinesRead<T>(items, null);
        }

        var number = 0;
        foreach (var (line, ended) in LinesOf(path))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            if (!ended && !Json.IsWhole(line))
            {
                return new LinesRead<T>(items, line.Length <= ShownOfACut ? line : line[..ShownOfACut] + "...");
            }

            try
            {
                items.Add(parse(line));
            }
            catch (InputException fault)
            {
                throw fault.At($"{path}:{number}");
            }
        }

        return new LinesRead<T>(items, null);
    }

    /// <summary>Makes a file that a crash cut fit to be appended to: drops a cut last line, and ends a whole one that
    /// lacks its end. Returns the beginning of what was dropped, or null.</summary>
    public static string? Mend(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var cut = Read(path, line => line.Length).Cut;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var end = file.Length;
        while (end > 0 && ByteAt(end - 1) != '\n')
        {
            end--;
        }

        if (cut is not null)
        {
            file.SetLength(end);
        }
        else if (end < file.Length)
        {
            file.Position = file.Length;
            file.WriteByte((byte)'\n');
        }

        return cut;

        int ByteAt(long position)
        {
            file.Position = position;
            return file.ReadByte();
        }
    }

    /// <summary>Whether the last line was cut by a crash, without reading the others. A file that is not there was
    /// not.</summary>
    public static bool IsCut(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var from = file.Length;
        do
        {
            from = Math.Max(0, from - (1 << 16));
            file.Position = from;
            var tail = new byte[file.Length - from];
            file.ReadExactly(tail);
            var start = Array.LastIndexOf(tail, (byte)'\n') + 1;
            if (start > 0 || from == 0)
            {
                return start < tail.Length && !Json.IsWhole(Encoding.UTF8.GetString(tail, start, tail.Length - start));
            }
        }
        while (true);
    }

    /// <summary>Replaces a file in one step: whoever reads it meanwhile, or a crash, finds the old one or the new
    /// one.</summary>
    public static void Replace(string path, IEnumerable<string> lines)
    {
        var unfinished = $"{path}.{Environment.ProcessId}.unfinished"; // two kits may write beside each other
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var writer = new StreamWriter(unfinished, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
            {
                foreach (var line in lines)
                {
                    writer.WriteLine(line);
                }
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }

            throw CannotWrite(path, fault);
        }
    }

    /// <summary>What is said of a file that cannot be written. That a disk is full is no mistake of who typed.</summary>
    internal static Exception CannotWrite(string path, Exception fault)
    {
        var words = $"{path} cannot be written: {Reason(path, fault).TrimEnd('.')}.";
        return fault is IOException { HResult: NoSpaceLeft or QuotaExceeded }
            ? new BrokenKitException($"{words} What was run until then is kept: free some room or name another folder with --output, then go on with --resume.")
            : new InputException($"{words} Free some room or name another folder with --output.", fault);
    }

    // The system's words for a file where a folder should be are that a part of the path was not found.
    private static string Reason(string path, Exception fault)
    {
        var above = Path.GetDirectoryName(Path.GetFullPath(path));
        while (above is not null && !Path.Exists(above))
        {
            above = Path.GetDirectoryName(above);
        }

        return File.Exists(above) ? $"{above} is a file, and no folder" : fault.Message;
    }

    // StreamReader.ReadLine does not tell whether the last line had an end.
    private static IEnumerable<(string Line, bool Ended)> LinesOf(string path)
    {
        using var reader = Open(path);
        var rest = new StringBuilder();
        var buffer = new char[1 << 16];
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            var from = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', from, read - from)) >= 0; from = end + 1)
            {
                rest.Append(buffer, from, end - from);
                yield return (rest.ToString(), true);
                rest.Clear();
            }

            rest.Append(buffer, from, read - from);
        }

        if (rest.Length > 0)
        {
            yield return (rest.ToString(), false);
        }
    }

    // A run that still goes on may be appending.
    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {fault.Message}", fault);
        }
    }
}
