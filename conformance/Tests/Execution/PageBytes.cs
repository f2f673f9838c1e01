using System.Buffers.Binary;
using System.Text;
using Kit.Execution;

namespace Kit.Tests.Execution;

/// <summary>A page written by a test, byte for byte.</summary>
sealed class PageBytes
{
    readonly byte[] bytes = new byte[Page.Bytes];

    public PageBytes()
    {
        Int(Page.Offset.Magic, unchecked((int)Page.Magic)).Int(Page.Offset.Version, (int)Page.Version);
    }

    public PageBytes Int(int offset, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        return this;
    }

    public PageBytes Long(int offset, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(offset), value);
        return this;
    }

    public PageBytes Text(int offset, string text) => Raw(offset, Encoding.UTF8.GetBytes(text));

    public PageBytes Raw(int offset, params byte[] raw)
    {
        raw.CopyTo(bytes, offset);
        return this;
    }

    public PageBytes Says(Token token, string reason = "", int exitCode = 0, int forkStatus = 0, Stage stage = Stage.Exiting) =>
        Int(Page.Offset.Token, (int)token).Text(Page.Offset.Reason, reason).Int(Page.Offset.ExitCode, exitCode)
            .Int(Page.Offset.ForkStatus, forkStatus).Int(Page.Offset.Stage, (int)stage);

    /// <summary>The next slot.</summary>
    public PageBytes Slot(
        string role, Stage stage, int tid = 100, CallKind call = CallKind.None, Wait waits = Wait.None, int waitsFor = -1,
        int pid = 100, long entered = 0)
    {
        var index = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Page.Offset.Slots));
        var at = Page.Offset.FirstSlot + (index * Page.Offset.SlotBytes);
        return Int(Page.Offset.Slots, index + 1)
            .Int(at + Page.Offset.SlotPid, pid).Int(at + Page.Offset.SlotTid, tid)
            .Int(at + Page.Offset.SlotStage, (int)stage).Int(at + Page.Offset.SlotCall, (int)call)
            .Int(at + Page.Offset.SlotWaits, (int)waits).Int(at + Page.Offset.SlotWaitsFor, waitsFor)
            .Long(at + Page.Offset.SlotEntered, entered).Text(at + Page.Offset.SlotRole, role);
    }

    public PageView Read() => Page.Read(bytes);

    public unsafe T Map<T>(Func<Page, T> look)
    {
        fixed (byte* at = bytes)
            return look(new Page((nint)at));
    }
}
