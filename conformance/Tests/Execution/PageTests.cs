using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>The page is written by what is under test: nothing on it is believed without a look.</summary>
public class PageTests
{
    [Fact]
    public void A_page_is_read_as_it_was_written()
    {
        var page = new PageBytes().Says(Token.Wrong, "the answer is 1", exitCode: 3, forkStatus: 139, Stage.Checking)
            .Int(Page.Offset.Pid, 77).Long(Page.Offset.Answer, -5).Long(Page.Offset.Measures, 12)
            .Long(Page.Offset.Measures + 8, 13).Text(Page.Offset.MeasureNames, "waits sleeps")
            .Slot("caller", Stage.Calling, 77, CallKind.UnsafePointer, Wait.Join, 1, pid: 77)
            .Slot("pthread", Stage.Inside, 78, pid: 77, entered: 2).Read();

        Assert.Null(page.Problem);
        Assert.Equal((77, Stage.Checking, Token.Wrong, 3, 139), (page.Pid, page.Stage, page.Token, page.ExitCode, page.ForkStatus));
        Assert.Equal(("the answer is 1", -5), (page.Reason, page.Answer));
        Assert.Equal([new("waits", 12), new("sleeps", 13)], page.Measures);
        Assert.Equal(new Slot(0, 77, 77, Stage.Calling, CallKind.UnsafePointer, Wait.Join, 1, 0, 0, 0, 0, "caller"), page.At(0));
        Assert.Equal(2, page.Slots.Count);
        Assert.Equal(Stage.Inside, page.StageThatMatters);
    }

    [Fact]
    public void A_page_that_nobody_has_come_to_is_blank_and_no_problem()
    {
        var page = new PageBytes().Int(Page.Offset.Magic, 0).Int(Page.Offset.Version, 0).Read();

        Assert.Null(page.Problem);
        Assert.False(page.Written);
        Assert.Equal(Stage.Starting, page.StageThatMatters);
    }

    [Theory]
    [InlineData(Page.Offset.Magic, 0x12345678, "begins with 0x12345678")]
    [InlineData(Page.Offset.Version, 9, "version 9")]
    [InlineData(Page.Offset.Slots, -1, "fewer than no slots")]
    public void A_page_that_cannot_be_says_why(int offset, int value, string why)
    {
        var page = new PageBytes().Slot("caller", Stage.Inside).Int(offset, value).Read();

        Assert.Contains(why, page.Problem, StringComparison.Ordinal);
        Assert.Empty(page.Slots);
    }

    [Fact]
    public void A_page_without_its_magic_number_but_with_a_token_is_half_written()
    {
        var page = new PageBytes().Says(Token.Right).Int(Page.Offset.Magic, 0).Read();

        Assert.Contains("half written", page.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_slots_handed_out_than_there_are_means_all_of_them()
    {
        var bytes = new PageBytes();
        for (var i = 0; i < Page.SlotCount; i++)
            bytes.Slot("ending", Stage.Calling, tid: 200 + i);

        bytes.Int(Page.Offset.Slots, 2003);

        Assert.Equal(Page.SlotCount, bytes.Read().Slots.Count);
        Assert.Equal(Page.SlotCount, bytes.Map(page => page.SlotsInUse));
        Assert.Equal(Page.SlotCount, bytes.Map(page => page.Read().Slots.Count));
    }

    [Fact]
    public void A_slot_without_a_thread_is_being_claimed_and_not_there_yet()
    {
        var page = new PageBytes().Slot("caller", Stage.Starting, tid: 0).Slot("pthread", Stage.Inside).Read();

        Assert.Equal([1], page.Slots.Select(s => s.Index));
    }

    [Fact]
    public void Numbers_and_text_that_mean_nothing_are_told_as_they_are()
    {
        var page = new PageBytes().Says(Token.Right).Slot("x", (Stage)37, call: (CallKind)9, waits: (Wait)(-2), waitsFor: 5000)
            .Raw(Page.Offset.Reason, 0xff, (byte)'a', 7, (byte)'b').Raw(Page.Offset.Runtime, [.. Enumerable.Repeat((byte)'r', 128)]).Read();

        var slot = Assert.Single(page.Slots);
        Assert.Equal(("stage 37", "call 9", "wait -2", -1), (slot.Stage.Word(), slot.Call.Word(), slot.Waits.Word(), slot.WaitsFor));
        Assert.Equal("ÿa?b", page.Reason);
        Assert.Equal(new string('r', 128), page.Runtime);
    }

    [Fact]
    public void The_stage_that_matters_is_that_of_the_newest_callback_and_never_a_neighbours()
    {
        var page = new PageBytes().Says(Token.None, stage: Stage.Calling)
            .Slot("caller", Stage.Calling, 1).Slot("pthread", Stage.Entering, 2, entered: 1)
            .Slot("pthread", Stage.Leaving, 3, entered: 4).Slot("neighbour", Stage.Inside, 4);

        Assert.Equal(Stage.Leaving, page.Read().StageThatMatters);
    }

    [Fact]
    public void A_pulse_changes_when_anything_in_the_slot_moves_but_its_scratch()
    {
        var bytes = new PageBytes().Slot("caller", Stage.Inside).Slot("pthread", Stage.Inside, tid: 101);
        var (before, other) = bytes.Map(page => (page.Pulse(0), page.Pulse(1)));

        bytes.Long(Page.Offset.FirstSlot + Page.Offset.SlotScratch, 1);
        Assert.Equal(before, bytes.Map(page => page.Pulse(0)));
        bytes.Long(Page.Offset.FirstSlot + Page.Offset.SlotBeats, 1);
        Assert.NotEqual(before, bytes.Map(page => page.Pulse(0)));
        Assert.Equal(other, bytes.Map(page => page.Pulse(1)));
    }
}
