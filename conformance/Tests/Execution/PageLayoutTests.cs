using System.Globalization;
using System.Reflection;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>Three files say what the page looks like: page.h, and its twins that write and read it.</summary>
public class PageLayoutTests
{
    static readonly (string Name, string Expression)[] Fields =
    [
        ("Magic", "offsetof(struct kit_page, magic)"),
        ("Version", "offsetof(struct kit_page, version)"),
        ("Pid", "offsetof(struct kit_page, pid)"),
        ("Stage", "offsetof(struct kit_page, stage)"),
        ("Token", "offsetof(struct kit_page, token)"),
        ("ExitCode", "offsetof(struct kit_page, exit_code)"),
        ("Slots", "offsetof(struct kit_page, slots)"),
        ("ForkStatus", "offsetof(struct kit_page, fork_status)"),
        ("Expected", "offsetof(struct kit_page, expected)"),
        ("Answer", "offsetof(struct kit_page, answer)"),
        ("Measures", "offsetof(struct kit_page, measures)"),
        ("Reason", "offsetof(struct kit_page, reason)"),
        ("Runtime", "offsetof(struct kit_page, runtime)"),
        ("MeasureNames", "offsetof(struct kit_page, measure_names)"),
        ("FirstSlot", "offsetof(struct kit_page, slot)"),
        ("SlotBytes", "sizeof(struct kit_slot)"),
        ("SlotPid", "offsetof(struct kit_slot, pid)"),
        ("SlotTid", "offsetof(struct kit_slot, tid)"),
        ("SlotStage", "offsetof(struct kit_slot, stage)"),
        ("SlotCall", "offsetof(struct kit_slot, call)"),
        ("SlotWaits", "offsetof(struct kit_slot, waits)"),
        ("SlotWaitsFor", "offsetof(struct kit_slot, waits_for)"),
        ("SlotEntered", "offsetof(struct kit_slot, entered)"),
        ("SlotInside", "offsetof(struct kit_slot, inside)"),
        ("SlotReturned", "offsetof(struct kit_slot, returned)"),
        ("SlotBeats", "offsetof(struct kit_slot, beats)"),
        ("SlotRole", "offsetof(struct kit_slot, role)"),
        ("SlotScratch", "offsetof(struct kit_slot, scratch)"),
    ];

    static readonly (string Name, long Value, string Expression)[] Sizes =
    [
        ("the magic number", Page.Magic, "KIT_PAGE_MAGIC"),
        ("the version", Page.Version, "KIT_PAGE_VERSION"),
        ("the page", Page.Bytes, "sizeof(struct kit_page)"),
        ("slots", Page.SlotCount, "KIT_SLOTS"),
        ("measures", Page.MeasureCount, "KIT_MEASURES"),
        ("the last stage", (long)Stage.Ended, "KIT_ENDED"),
        ("the last call kind", (long)CallKind.Marshalled, "KIT_MARSHALLED"),
        ("the last wait", (long)Wait.Timed, "KIT_WAITS_TIMED"),
        ("the last token", (long)Token.Absent, "KIT_TOKEN_ABSENT"),
    ];

    [SkippableFact]
    public void The_reader_and_page_h_agree()
    {
        var asked = Fields.Select(f => f.Expression).Concat(Sizes.Select(s => s.Expression));
        using var program = CProgram.FromText(
            "#include \"page.h\"\n#include <stddef.h>\n#include <stdio.h>\nint main(void)\n{\n" +
            string.Concat(asked.Select(e => $"    printf(\"%lld\\n\", (long long)({e}));\n")) + "    return 0;\n}\n");

        var said = program.Run().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture));

        var names = Fields.Select(f => f.Name).Concat(Sizes.Select(s => s.Name));
        var read = Fields.Select(f => OffsetOf(f.Name)).Concat(Sizes.Select(s => s.Value));
        Assert.Equal(names.Zip(said), names.Zip(read));
    }

    [Fact]
    public void No_offset_is_left_unchecked() =>
        Assert.Equal(
            typeof(Page.Offset).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name).Order(),
            Fields.Select(f => f.Name).Order());

    static long OffsetOf(string name) => (int)typeof(Page.Offset).GetField(name)!.GetRawConstantValue()!;
}
