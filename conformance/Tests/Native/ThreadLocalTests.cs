using System.Buffers.Binary;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Native;

public class ThreadLocalTests
{
    // What a library that a running program loads may take for itself of the room that glibc keeps for all of them:
    // glibc.rtld.optional_static_tls of the manual, "The default allocation size is 512".
    internal const ulong Room = 512;

    [SkippableFact]
    public void The_library_asks_for_no_more_thread_local_room_than_a_late_one_gets()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the room is glibc's");

        var bytes = Bytes(Path.Combine(Installation.Find().NativeDirectory, "libcallbacks.so"));

        Assert.InRange(bytes, 1ul, Room);
    }

    /// <summary>The size of an ELF file's thread-local data, of its program headers: see elf(5).</summary>
    internal static ulong Bytes(string file)
    {
        const int ThreadLocal = 7;
        ReadOnlySpan<byte> all = File.ReadAllBytes(file);
        var headers = all[(int)BinaryPrimitives.ReadUInt64LittleEndian(all[0x20..])..];
        int size = BinaryPrimitives.ReadUInt16LittleEndian(all[0x36..]), count = BinaryPrimitives.ReadUInt16LittleEndian(all[0x38..]);
        for (var i = 0; i < count; i++)
        {
            var header = headers.Slice(i * size, size);
            if (BinaryPrimitives.ReadInt32LittleEndian(header) == ThreadLocal)
            {
                return BinaryPrimitives.ReadUInt64LittleEndian(header[0x28..]);
            }
        }

        return 0;
    }
}
