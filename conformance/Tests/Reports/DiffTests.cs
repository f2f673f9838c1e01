using System.Text.Json;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class DiffTests
{
    private const string Other = "sort::safe::caller::uco::empty";

    [Theory]
    [InlineData(Promise.Defined, "returned", "crashed:SIGSEGV", ChangeKind.NewViolation)]
    [InlineData(Promise.Defined, "returned x2, crashed", "crashed", ChangeKind.NewViolation)]
    [InlineData(Promise.FailsFast, "failed-fast", "returned", ChangeKind.NewViolation)]
    [InlineData(Promise.Defined, "returned", "returned x19, crashed", ChangeKind.NewlyFlaky)]
    [InlineData(Promise.Defined, "returned", "broken", ChangeKind.NewlyBroken)]
    [InlineData(Promise.Forbidden, "returned", "broken", ChangeKind.NewlyBroken)]
    [InlineData(Promise.Defined, "crashed", "returned", ChangeKind.Fixed)]
    [InlineData(Promise.Defined, "returned, crashed", "returned", ChangeKind.Fixed)]
    [InlineData(Promise.Defined, "broken", "returned", ChangeKind.Fixed)]
    [InlineData(Promise.Defined, "crashed:SIGSEGV", "crashed:SIGBUS", ChangeKind.Changed)]
    [InlineData(Promise.Defined, "crashed", "returned, crashed", ChangeKind.Changed)]
    [InlineData(Promise.Forbidden, "returned", "crashed", ChangeKind.Changed)]
    [InlineData(Promise.Unspecified, "crashed", "crashed, returned", ChangeKind.Changed)]
    [InlineData(Promise.Defined, "absent", "returned", ChangeKind.Appeared)]
    [InlineData(Promise.Defined, "returned", "absent", ChangeKind.Gone)]
    [InlineData(Promise.Defined, "absent", "crashed", ChangeKind.NewViolation)]
    public void A_change_has_one_kind(Promise promise, string before, string after, ChangeKind kind)
    {
        var diff = Diff.Of([Few.Row(Few.Cell, promise, before)], [Few.Row(Few.Cell, promise, after)]);

        Assert.Equal(kind, Assert.Single(diff.Changes).Kind);
        Assert.Equal(kind is ChangeKind.NewViolation or ChangeKind.NewlyFlaky or ChangeKind.NewlyBroken, diff.IsWorse);
        Assert.Equal(0, diff.Same);
    }

    [Theory]
    [InlineData(Promise.Defined, "returned", "returned x20")]
    [InlineData(Promise.Defined, "crashed", "crashed x3")]
    [InlineData(Promise.Forbidden, "crashed x3, returned", "crashed, returned x7")]
    [InlineData(Promise.Defined, "absent", "absent")]
    [InlineData(Promise.Defined, "broken", "broken")]
    public void The_same_is_no_change(Promise promise, string before, string after)
    {
        var diff = Diff.Of([Few.Row(Few.Cell, promise, before)], [Few.Row(Few.Cell, promise, after)]);

        Assert.Empty(diff.Changes);
        Assert.Equal(1, diff.Same);
        Assert.Equal("Nothing changed; 1 cell is as it was.\n", diff.ToString());
    }

    [Theory]
    [InlineData("returned", "crashed", 0)]
    [InlineData("returned x3", "returned, crashed", 0)]
    [InlineData("returned", "deadlocked", 1)]
    [InlineData("deadlocked", "returned", 1)]
    public void Another_of_the_outcomes_that_are_known_of_a_cell_is_chance_and_no_change(string before, string after, int changes)
    {
        var known = Known.Parse("known", $"{Few.Cell}  returned x12, crashed x8\n");

        var diff = Diff.Of([Few.Row(Few.Cell, Promise.Forbidden, before)], [Few.Row(Few.Cell, Promise.Forbidden, after)], _ => known);

        Assert.Equal((changes, 1 - changes, 1 - changes), (diff.Changes.Count, diff.Same, diff.Varied));
        if (changes == 0)
        {
            Assert.Equal("Nothing changed; 1 cell is as it was, 1 of them by chance another of the outcomes that are known of them.\n", diff.ToString());
        }
    }

    [Fact]
    public void What_changed_alike_in_several_environments_is_told_once()
    {
        string[] environments = ["coreclr-10.0", "coreclr-10.0+server", "coreclr-10.0+tier0", "coreclr-10.0+r2r", "nativeaot-10.0"];
        var before = environments.Select(e => Few.Row(Few.Cell, Promise.Defined, "returned", environment: e)).ToList();
        var after = environments.Select(e => Few.Row(Few.Cell, Promise.Defined, e == "nativeaot-10.0" ? "returned" : "crashed", environment: e)).ToList();

        var text = Diff.Of(before, after).ToString();

        Assert.StartsWith("4 new violations; 1 cell is as it was.", text, StringComparison.Ordinal);
        Assert.Contains(", each, all 4 of coreclr-10.0: returned -> crashed\n", text);
        Assert.Single(text.Split('\n'), l => l.Contains("./run-conformance.sh cell", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_told_by_rule_and_library_what_got_worse_first()
    {
        var diff = Diff.Of(
            [
                Few.Row(Few.Cell, Promise.Defined, "returned", "a-rule"), Few.Row("each::safe::pthread::uco::empty", Promise.Forbidden, "crashed", "never"),
                Few.Row("each::safe::worker::uco::empty", Promise.Forbidden, "crashed", "never"), Few.Row(Other, Promise.Defined, "returned x3, crashed", "a-rule"),
            ],
            [
                Few.Row(Few.Cell, Promise.Defined, "crashed", "a-rule"), Few.Row("each::safe::pthread::uco::empty", Promise.Forbidden, "returned", "never"),
                Few.Row("each::safe::worker::uco::empty", Promise.Forbidden, "returned", "never"), Few.Row(Other, Promise.Defined, "returned x2, crashed", "a-rule"),
            ]);

        string[] table =
        [
            "rule    library  new violations  changed  still flaky",
            "a-rule  each                  1",
            "never   each                           2",
            "a-rule  sort                                        1",
        ];
        Assert.Contains($"\n{string.Join('\n', table)}\n", diff.ToString());
        Assert.Contains("| rule | library | new violations | changed | still flaky |\n|---|---|---:|---:|---:|\n| a-rule | each | 1 |  |  |\n", DiffText.Markdown(diff, "a", "b"));
        var first = JsonDocument.Parse(DiffFile.Json(diff, "a", "b")).RootElement.GetProperty("byRuleAndLibrary")[0];
        Assert.Equal("""{"rule":"a-rule","library":"each","counts":{"new-violation":1},"stillFlaky":0}""", JsonSerializer.Serialize(first));
    }

    [Fact]
    public void Still_flaky_is_no_change_but_is_told()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Defined, "returned x19, crashed")],
            [Few.Row(Few.Cell, Promise.Defined, "returned x3, crashed x2")]);

        Assert.False(diff.IsWorse);
        Assert.Equal(
            $"Nothing changed; 1 cell is as it was.\n\n1 still flaky:\n  {Few.Cell} on coreclr-10.0/linux-x64: " +
            "3 of 5 returned, 2 of 5 crashed (inside)\n",
            diff.ToString());
    }

    [Fact]
    public void Cells_of_one_side_appear_and_go()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Defined, "returned")], [Few.Row(Other, Promise.Defined, "returned")]);

        Assert.Equal([ChangeKind.Appeared, ChangeKind.Gone], diff.Changes.Select(c => c.Kind));
        Assert.False(diff.IsWorse);
    }

    [Fact]
    public void Another_rule_for_the_same_is_told()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Unspecified, "returned", "silent")],
            [Few.Row(Few.Cell, Promise.Defined, "returned", "spoken")]);

        Assert.Equal(ChangeKind.Reruled, Assert.Single(diff.Changes).Kind);
        Assert.Contains("unspecified by silent -> defined by spoken", diff.ToString());
    }

    [Fact]
    public void Two_environments_are_compared_by_key_when_each_side_is_one()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Forbidden, "returned")],
            [Few.Row(Few.Cell, Promise.Forbidden, "crashed", environment: "nativeaot-10.0")]);

        Assert.Equal(ChangeKind.Changed, Assert.Single(diff.Changes).Kind);
    }

    [Fact]
    public void Several_environments_are_compared_each_with_itself() => Assert.Empty(Diff.Of(
        [
            Few.Row(Few.Cell, Promise.Forbidden, "returned"),
            Few.Row(Few.Cell, Promise.Forbidden, "crashed", environment: "coreclr-10.0+loaded"),
        ],
        [
            Few.Row(Few.Cell, Promise.Forbidden, "crashed", environment: "coreclr-10.0+loaded"),
            Few.Row(Few.Cell, Promise.Forbidden, "returned"),
        ])
        .Changes);

    [Fact]
    public void Two_rows_of_one_cell_are_refused()
    {
        var row = Few.Row(Few.Cell, Promise.Defined, "returned");

        Assert.Contains("two rows of", Assert.Throws<InputException>(() => Diff.Of([row, row], [row])).Message);
    }

    [Fact]
    public void Text_tells_what_got_worse_with_the_command_and_the_rest_in_selectors()
    {
        string[] cells =
        [
            "each::unsafe::pthread::uco::empty", "each::unsafe::pthread::delegate::empty",
            "each::unsafe::worker::uco::empty",
        ];
        var diff = Diff.Of(
            [
                Few.Row(Few.Cell, Promise.Defined, "returned"),
                .. cells.Select(c => Few.Row(c, Promise.Forbidden, "returned", "never")),
            ],
            [
                Few.Row(Few.Cell, Promise.Defined, "crashed:SIGSEGV"),
                .. cells.Select(c => Few.Row(c, Promise.Forbidden, "timed-out", "never")),
            ]);

        Assert.Equal(
            """
            1 new violation, 3 changed; 0 cells are as they were.

            rule    library  new violations  changed
            a-rule  each                  1
            never   each                           3

            1 new violation: the promise was kept, or not asked for, and is broken now
              a-rule, each, coreclr-10.0/linux-x64: returned -> crashed SIGSEGV
                ./run-conformance.sh cell each::safe::caller::uco::empty

            3 changed: it does something else
              never, each, coreclr-10.0/linux-x64: returned -> timed-out
                each::unsafe::pthread::delegate,uco::empty
                each::unsafe::worker::uco::empty

            """,
            diff.ToString());
    }

    [Fact]
    public void Markdown_says_first_that_something_got_worse()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Defined, "returned")], [Few.Row(Few.Cell, Promise.Defined, "crashed")]);

        Assert.StartsWith(
            "## From `a` to `b`\n\n**Something got worse.** 1 new violation;", DiffText.Markdown(diff, "a", "b"));
    }

    [Fact]
    public void Json_counts_by_kind_rule_and_library()
    {
        var diff = Diff.Of(
            [Few.Row(Few.Cell, Promise.Defined, "returned"), Few.Row(Other, Promise.Forbidden, "returned", "never")],
            [Few.Row(Few.Cell, Promise.Defined, "crashed"), Few.Row(Other, Promise.Forbidden, "timed-out", "never")]);

        var json = JsonDocument.Parse(DiffFile.Json(diff, "a", "b")).RootElement;

        Assert.True(json.GetProperty("worse").GetBoolean());
        Assert.Equal(1, json.GetProperty("counts").GetProperty("new-violation").GetInt32());
        Assert.Equal(1, json.GetProperty("byRule").GetProperty("never").GetInt32());
        Assert.Equal(1, json.GetProperty("byLibrary").GetProperty("sort").GetInt32());
        var after = json.GetProperty("changes")[0].GetProperty("after");
        Assert.Equal("crashed", after.GetProperty("outcomes")[0].GetProperty("outcome").GetString());
    }
}
