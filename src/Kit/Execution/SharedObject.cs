using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kit.Matrix;

namespace Kit.Execution;

/// <summary>What a file must be before a child is asked to load it. Of a library for another architecture the loader says
/// that there is no such file, and of a text that it is too short.</summary>
static class SharedObject
{
    const int HeaderBytes = 20, ClassAt = 4, OrderAt = 5, MachineAt = 18; // of an ELF file, see elf(5)

    /// <summary>Why it cannot be loaded here, as the end of a sentence that begins with its name; null when it may.</summary>
    /// <param name="otherwise">What is said of a file that is no ELF file at all.</param>
    public static string? WhyNot(string file, string otherwise = "is not a shared library: native/callbacks/kit.h says how to build one")
    {
        if (!OperatingSystem.IsLinux())
            return null;
        if (Kind(file) is not { } kind)
            return otherwise;
        return kind == Kind("/proc/self/exe")
            ? null
            : $"is built for another architecture: build it for {RuntimeInformation.ProcessArchitecture}";
    }

    /// <summary>32 or 64 bits, the order of bytes and the machine; null when it is no ELF file.</summary>
    static (byte Class, byte Order, ushort Machine)? Kind(string file)
    {
        var header = new byte[HeaderBytes];
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
                return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file} cannot be read: {fault.Message}", fault);
        }

        return header.AsSpan().StartsWith("\u007fELF"u8)
            ? (header[ClassAt], header[OrderAt], BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(MachineAt)))
            : null;
    }
}
