using System.Runtime.InteropServices;

namespace Kit.Execution;

/// <summary>What a run notes of the machine it ran on. No names, no addresses.</summary>
public sealed record Machine(string Kernel, string Libc, string Cpu, int Cores)
{
    /// <summary>This machine.</summary>
    public static Machine This { get; } = new(
        KernelRelease(),
        Libraries(),
        CpuModel(),
        Environment.ProcessorCount);

    private static unsafe string Libraries()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc))
        {
            return "unknown";
        }

        return NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out var version)
            ? "glibc " + Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)version)())
            : "unknown";
    }

    private static string KernelRelease()
    {
        const string File = "/proc/sys/kernel/osrelease";
        return System.IO.File.Exists(File)
            ? "Linux " + System.IO.File.ReadAllText(File).Trim()
            : RuntimeInformation.OSDescription;
    }

    private static string CpuModel()
    {
        const string File = "/proc/cpuinfo";
        var line = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
