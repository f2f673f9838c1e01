using System.Globalization;
using System.Runtime.InteropServices;

namespace Kit.Execution;

/// <summary>What is left when a launcher could not do its duty because somebody killed it. Its child died with it, but
/// not what the child had started.</summary>
static partial class Remains
{
    const int SigKill = 9;

    /// <summary>Kills all that belong to a launcher's session or stand in its work directory; removes that.</summary>
    public static void End(int session, string workDirectory)
    {
        // One that forks may get away once, not for ever; nobody waits longer than half a second for the rest.
        for (var round = 0; round < 50 && Kill(session, workDirectory) > 0; round++)
            Thread.Sleep(10);

        try
        {
            Directory.Delete(workDirectory, recursive: true);
        }
        catch (IOException)
        {
            // It is gone, or not ours to remove: neither is worth hiding the cause that brought us here.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    static int Kill(int session, string workDirectory)
    {
        var count = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, null, out var pid)
                && pid != Environment.ProcessId && Belongs(folder, session, workDirectory))
            {
                _ = SendSignal(pid, SigKill);
                count++;
            }
        }

        return count;
    }

    static bool Belongs(string folder, int session, string workDirectory)
    {
        try
        {
            // PID (NAME) STATE PARENT GROUP SESSION ...: the name may hold anything, also ')'.
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
                return false;

            return int.Parse(fields[3]) == session
                || new FileInfo(folder + "/cwd").LinkTarget?.Split(" (deleted)")[0] == workDirectory;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile, or is another user's
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
