using Kit.Matrix;

namespace Kit.Execution;

/// <summary>--dumps: what is left of a child that died unexpectedly is kept, on purpose; every other dump is not.</summary>
public static class Dumps
{
    /// <summary>Beside the rows.</summary>
    public const string FolderName = "dumps";

    /// <summary>Moves the dump of the job's last child to <paramref name="folder"/>, or removes it.</summary>
    public static void Keep(Launcher launcher, string folder, Key key, bool unexpected)
    {
        var dump = ChildProgram.DumpFile(launcher);
        if (!File.Exists(dump))
        {
            if (unexpected)
            {
                // Said in a file of the same name, so that nobody looks for a dump that never was.
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, key.FileName + ".txt"), NoDump + "\n");
            }

            return;
        }

        if (!unexpected)
        {
            File.Delete(dump);
            return;
        }

        Directory.CreateDirectory(folder);
        File.Move(dump, Path.Combine(folder, key.FileName + Ending), overwrite: true);
    }

    /// <summary>A line for each file that was kept in a folder, with the command that opens it.</summary>
    public static IReadOnlyList<string> Told(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => file.EndsWith(Ending, StringComparison.Ordinal)
            ? $"dump: dotnet-dump analyze {file}  (or: lldb --core {file}, gdb -c {file})"
            : $"no dump: {Path.GetFileNameWithoutExtension(file)}: {NoDump}"),
    ];

    private const string Ending = ".dmp";

    // createdump lies beside libcoreclr.so; a NativeAOT program has none unless somebody puts it beside the program.
    private const string NoDump =
        "its runtime wrote none: no createdump lies beside it, or it died before it could. Run it again by hand under gdb";
}
