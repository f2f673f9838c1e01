using Kit.Matrix;

namespace Kit.Execution;

/// <summary>--dumps: what is left of a child that died unexpectedly is kept, on purpose; every other dump is not. The
/// runtime's own dump comes first: createdump lies beside libcoreclr.so, and the build puts it beside a NativeAOT child.
/// Where NativeAOT dies without noticing, what the kernel left is taken, as far as this machine's settings let it leave a
/// file in the child's folder.</summary>
public static class Dumps
{
    /// <summary>Beside the rows.</summary>
    public const string FolderName = "dumps";

    private const string OfRuntime = ".dmp", OfKernel = ".core";

    /// <summary>What DOTNET_DbgMiniDumpType is set to: for NativeAOT createdump makes full dumps only.</summary>
    public static string TypeFor(EnvironmentName environment) => environment.IsNativeAot ? "4" : "2";

    /// <summary>Moves the dump of the job's last child to <paramref name="folder"/>, or removes it.</summary>
    public static void Keep(Launcher launcher, string folder, Key key, bool unexpected)
    {
        var dump = ChildProgram.DumpFile(launcher);
        string[] left = [.. File.Exists(dump) ? [dump] : Array.Empty<string>(), .. KernelCores.In(launcher.WorkDirectory)];
        if (unexpected)
        {
            Directory.CreateDirectory(folder);
            if (left.Length == 0)
            {
                // Said in a file of the same name, so that nobody looks for a dump that never was.
                File.WriteAllText(Path.Combine(folder, key.FileName + ".txt"), NoDump + "\n");
            }
            else
            {
                File.Move(left[0], Path.Combine(folder, key.FileName + (left[0] == dump ? OfRuntime : OfKernel)), overwrite: true);
            }
        }

        foreach (var file in left)
        {
            File.Delete(file);
        }
    }

    /// <summary>A line for each file that was kept in a folder, with the command that opens it.</summary>
    /// <param name="nativeProgram">What was executed, where no managed debugger knows the runtime; null for CoreCLR.</param>
    public static IReadOnlyList<string> Told(string folder, Func<string?> nativeProgram) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file =>
            Path.GetExtension(file) is not (OfRuntime or OfKernel) ? $"no dump: {Path.GetFileNameWithoutExtension(file)}: {NoDump}"
            : nativeProgram() is { } program ? $"dump: gdb {program} -c {file}  (or: lldb {program} --core {file})"
            : $"dump: dotnet-dump analyze {file}  (or: lldb --core {file}, gdb -c {file})"),
    ];

    private static string NoDump =>
        "its runtime wrote none: no createdump lies beside it, or it died before it could"
        + (KernelCores.WhyNone is { } reason ? $", and {reason}" : "") + ". Run it again by hand under gdb";
}

/// <summary>Core files as the kernel writes them: https://man7.org/linux/man-pages/man5/core.5.html. The kit changes no
/// setting of the machine.</summary>
internal static class KernelCores
{
    private static readonly string Pattern =
        File.Exists("/proc/sys/kernel/core_pattern") ? File.ReadAllText("/proc/sys/kernel/core_pattern").Trim() : "";

    private static readonly bool GoElsewhere = Pattern.Length == 0 || Pattern[0] is '|' or '%' || Pattern.Contains('/', StringComparison.Ordinal);

    /// <summary>Why the kernel's core files are not found where a child ran, or null.</summary>
    public static string? WhyNone => GoElsewhere ? $"the kernel gives core files to \"{Pattern}\" (core_pattern)" : null;

    /// <summary>In the folder in which a child ran.</summary>
    public static IEnumerable<string> In(string folder) =>
        GoElsewhere ? [] : Directory.EnumerateFiles(folder, Pattern.Split('%')[0] + "*");
}
