using Kit.Matrix;

namespace Kit.Execution;

/// <summary>--dumps: what is left of a child that died unexpectedly is kept, on purpose; every other dump is not.</summary>
public static class Dumps
{
    /// <summary>Moves the dump of the job's last child to <paramref name="folder"/>, or removes it.</summary>
    public static void Keep(Launcher launcher, string folder, Key key, bool unexpected)
    {
        var dump = ChildProgram.DumpFile(launcher);
        if (!File.Exists(dump))
        {
            return;
        }

        if (!unexpected)
        {
            File.Delete(dump);
            return;
        }

        Directory.CreateDirectory(folder);
        File.Move(dump, Path.Combine(folder, key.FileName + ".dmp"), overwrite: true);
    }
}
