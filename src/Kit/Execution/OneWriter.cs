using Kit.Matrix;

namespace Kit.Execution;

/// <summary>A folder is written by one run at a time: two would take each other's attempts for their own. The kernel ends it
/// with the process, however that ends.</summary>
public sealed class OneWriter : IDisposable
{
    /// <summary>A file without content, there while a run goes on.</summary>
    public const string FileName = ".running";

    private readonly FileStream file;

    private OneWriter(FileStream file) => this.file = file;

    /// <summary>Begins to write a folder, which is made if it is not there.</summary>
    /// <exception cref="InputException">Somebody else is writing it, or the folder cannot be written.</exception>
    public static OneWriter Begin(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var isMade = false;
        try
        {
            Directory.CreateDirectory(folder);
            isMade = true;
            return new OneWriter(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw isMade && fault is IOException and not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(path)
                ? new InputException($"another run is writing {folder}: wait for its end, or name another folder with --output", fault)
                : Reports.LinesFile.CannotWrite(folder, fault);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => file.Dispose();
}
