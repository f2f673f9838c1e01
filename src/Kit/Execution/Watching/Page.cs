using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Kit.Execution;

/// <summary>
/// The progress page, read from shared memory while a child writes it (page.h; conformance/Cells/Page.cs writes).
/// Whoever maps the memory keeps it mapped for as long as the page is read.
/// </summary>
public sealed unsafe class Page
{
    public const int Bytes = 16384;
    public const int SlotCount = 120;
    public const int MeasureCount = 16;
    public const uint Magic = 0x4741504b;
    public const uint Version = 1;

    readonly byte* at;

    public Page(nint address) => at = (byte*)address;

    /// <summary>Offsets in struct kit_page and struct kit_slot; a test compares them with what a C compiler says.</summary>
    internal static class Offset
    {
        public const int Magic = 0, Version = 4, Pid = 8, Stage = 12, Token = 16, ExitCode = 20, Slots = 24;
        public const int ForkStatus = 28, Expected = 32, Answer = 40, Measures = 48, Reason = 176, Runtime = 432;
        public const int MeasureNames = 560, FirstSlot = 1024, SlotBytes = 128;

        public const int SlotPid = 0, SlotTid = 4, SlotStage = 8, SlotCall = 12, SlotWaits = 16, SlotWaitsFor = 20;
        public const int SlotEntered = 24, SlotInside = 32, SlotReturned = 40, SlotBeats = 48, SlotRole = 56;
        public const int SlotScratch = 80;
    }

    const int ReasonBytes = 256, RuntimeBytes = 128, MeasureNamesBytes = 256, RoleBytes = 24;

    /// <summary>How many slots may have something on them. The count is the child's: it is not believed beyond the page.</summary>
    public int SlotsInUse => Math.Clamp(Int(Offset.Slots), 0, SlotCount);

    /// <summary>A number that changes when the slot does: all that the watcher reads of a page that moves.</summary>
    public ulong Pulse(int slot)
    {
        var words = (ulong*)(at + Offset.FirstSlot + (slot * Offset.SlotBytes));
        ulong pulse = 14695981039346656037;
        for (var i = 0; i < Offset.SlotRole / sizeof(ulong); i++)
            pulse = (BitOperations.RotateLeft(pulse, 23) ^ Volatile.Read(ref words[i])) * 1099511628211;
        return pulse;
    }

    /// <summary>The same for the header.</summary>
    public ulong Pulse() =>
        ((ulong)(uint)Int(Offset.Stage) << 48) ^ ((ulong)(uint)Int(Offset.Token) << 40) ^ (uint)Int(Offset.Slots);

    /// <summary>Everything on the page. It moves meanwhile: fields of one slot may be of different moments.</summary>
    public PageView Read()
    {
        var copy = new byte[Offset.FirstSlot + (SlotsInUse * Offset.SlotBytes)];
        new ReadOnlySpan<byte>(at, copy.Length).CopyTo(copy);
        return Read(copy);
    }

    internal static PageView Read(ReadOnlySpan<byte> page)
    {
        var problem = ProblemOf(page);
        var handedOut = Int(page, Offset.Slots);
        var slots = new List<Slot>();
        // The count may have grown between the two times it is read: what was copied is what there is.
        var copied = (page.Length - Offset.FirstSlot) / Offset.SlotBytes;
        for (var i = 0; problem is null && i < Math.Min(handedOut, copied); i++)
        {
            if (ReadSlot(page.Slice(Offset.FirstSlot + (i * Offset.SlotBytes), Offset.SlotBytes), i) is { } slot)
                slots.Add(slot);
        }

        return new PageView(
            problem,
            Written: Int(page, Offset.Magic) != 0,
            Pid: Int(page, Offset.Pid),
            Stage: (Stage)Int(page, Offset.Stage),
            Token: (Token)Int(page, Offset.Token),
            ExitCode: Int(page, Offset.ExitCode),
            HandedOut: handedOut,
            ForkStatus: Int(page, Offset.ForkStatus),
            Expected: Long(page, Offset.Expected),
            Answer: Long(page, Offset.Answer),
            Reason: Text(page, Offset.Reason, ReasonBytes),
            Runtime: Text(page, Offset.Runtime, RuntimeBytes),
            Measures: ReadMeasures(page),
            Slots: slots);
    }

    static string? ProblemOf(ReadOnlySpan<byte> page)
    {
        var magic = (uint)Int(page, Offset.Magic);
        var version = (uint)Int(page, Offset.Version);
        // The magic is written last: without it, either nobody has come yet or somebody scribbled.
        if (magic == 0)
        {
            return Int(page, Offset.Slots) == 0 && Int(page, Offset.Token) == 0
                ? null
                : "the progress page is half written: it has slots or a token, but no magic number";
        }

        if (magic != Magic)
            return $"the progress page begins with 0x{magic:x8}, not 0x{Magic:x8}: something wrote over it";
        if (version != Version)
            return $"the progress page has version {version}, this kit reads version {Version}: build the child again";
        return Int(page, Offset.Slots) < 0 ? "the progress page counts fewer than no slots" : null;
    }

    static Slot? ReadSlot(ReadOnlySpan<byte> slot, int index)
    {
        var tid = Int(slot, Offset.SlotTid);
        if (tid <= 0) // not used, or being claimed this very moment: the tid is written last
            return null;
        var waitsFor = Int(slot, Offset.SlotWaitsFor);
        return new Slot(
            index,
            Int(slot, Offset.SlotPid),
            tid,
            (Stage)Int(slot, Offset.SlotStage),
            (CallKind)Int(slot, Offset.SlotCall),
            (Wait)Int(slot, Offset.SlotWaits),
            waitsFor is >= 0 and < SlotCount ? waitsFor : -1,
            Long(slot, Offset.SlotEntered),
            Long(slot, Offset.SlotInside),
            Long(slot, Offset.SlotReturned),
            Long(slot, Offset.SlotBeats),
            Text(slot, Offset.SlotRole, RoleBytes));
    }

    static List<KeyValuePair<string, long>> ReadMeasures(ReadOnlySpan<byte> page)
    {
        var measures = new List<KeyValuePair<string, long>>();
        var names = Text(page, Offset.MeasureNames, MeasureNamesBytes)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Math.Min(names.Length, MeasureCount); i++)
            measures.Add(new(names[i], Long(page, Offset.Measures + (i * sizeof(long)))));
        return measures;
    }

    int Int(int offset) => Volatile.Read(ref *(int*)(at + offset));

    static int Int(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadInt32LittleEndian(page[offset..]);

    static long Long(ReadOnlySpan<byte> page, int offset) => BinaryPrimitives.ReadInt64LittleEndian(page[offset..]);

    /// <summary>Text up to its NUL; what is not UTF-8 or not printable becomes a question mark: it goes into reports.</summary>
    static string Text(ReadOnlySpan<byte> page, int offset, int length)
    {
        var bytes = page.Slice(offset, length);
        var end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        var text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        return new string([.. text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)]);
    }
}
