using System.Text;
using Kit.Reports;

namespace Kit.Execution;

/// <summary>
/// attempts.jsonl: a line is added and given to the kernel the moment an attempt ends, so that whatever happens to the
/// kit afterwards the attempt is not lost. At most the last line is cut; whoever continues the file removes that first.
/// </summary>
public sealed class AttemptLog : IDisposable
{
    private readonly FileStream stream;
    private readonly Lock gate = new();

    private AttemptLog(FileStream stream) => this.stream = stream;

    /// <summary>Begins a new file; what was there is kept beside it as attempts.jsonl.old.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static AttemptLog Begin(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (File.Exists(file))
        {
            File.Move(file, file + ".old", overwrite: true);
        }

        return new AttemptLog(Open(file, FileMode.CreateNew));
    }

    /// <summary>Goes on with a file, after its last whole line.</summary>
    public static AttemptLog Continue(string file)
    {
        LinesFile.Mend(file);
        return new AttemptLog(Open(file, FileMode.Append));
    }

    /// <summary>Adds an attempt.</summary>
    /// <exception cref="IOException">The disk is full, say. What was added before is safe.</exception>
    public void Add(Attempt attempt)
    {
        var line = Encoding.UTF8.GetBytes(attempt.ToLine() + "\n");
        lock (gate)
        {
            stream.Write(line); // no buffer of our own: this is the system call
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private static FileStream Open(string file, FileMode mode) =>
        new(file, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
