using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public sealed class MergeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Attempts_of_several_folders_are_folded_together()
    {
        var merge = Merged([Few.Attempt(Few.Cell, "returned")], [Few.Attempt(Few.Cell, "crashed:SIGSEGV")]);

        Assert.Equal(2, merge.Fold(Few.Rulebook, Known.Nothing).Single().Attempts);
    }

    [Fact]
    public void The_order_of_the_folders_leaves_no_trace()
    {
        Attempt[] a = [Few.Attempt(Few.Cell, "returned")], b = [Few.Attempt(Few.Cell, "crashed:SIGSEGV")];

        Assert.Equal(Lines(Merged(a, b)), Lines(Merged(b, a)));

        static IEnumerable<string> Lines(Merge merge) =>
            merge.Fold(Few.Rulebook, Known.Nothing).Select(r => r.ToLine());
    }

    [Fact]
    public void Another_plan_is_refused_with_both_files_and_what_to_type()
    {
        var said = Assert.Throws<InputException>(
            () => Merged([Few.Attempt(Few.Cell, "returned")], [Few.Attempt(Few.Cell, "returned", plan: "b")])).Message;

        Assert.Contains("they are of 2 plans: ", said);
        Assert.All((string[])["a", "b"], f => Assert.Contains(folder.In(f, TheMatrix.Plain.FileName, "attempts.jsonl"), said));
        Assert.Contains("the same selectors, libraries and kit", said);
        Assert.EndsWith("./run-conformance.sh report " + folder.In("a", TheMatrix.Plain.FileName), said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_kit_is_refused_also_when_it_ran_another_environment(bool otherEnvironment)
    {
        var a = Folder("a", [Few.Attempt(Few.Cell, "returned")]);
        var b = ReportFolder.Of(folder.In("b"), otherEnvironment ? TheMatrix.WithCollecting : TheMatrix.Plain);
        LinesFile.Replace(b.AttemptsFile, [(Few.Attempt(Few.Cell, "returned") with { Environment = b.Environment }).ToLine()]);
        a.WriteRun(Facts());
        b.WriteRun(Facts() with { Kit = "9.9.9" });

        var said = Assert.Throws<InputException>(() => Merge.Of([a, b])).Message;

        Assert.Contains($"kit {RunFacts.KitVersion} ({a.RunFile}) and kit 9.9.9 ({b.RunFile}). Run one of them again", said);
    }

    [Fact]
    public void What_one_folder_holds_of_two_kits_is_shown_as_it_was_left()
    {
        var a = Folder("a", [Few.Attempt(Few.Cell, "returned")]);
        var b = ReportFolder.Of(folder.In("a"), TheMatrix.WithCollecting);
        b.WriteRows([Few.Row(Few.Cell, Promise.Defined, "returned", environment: "coreclr-10.0+collecting")]);
        a.WriteRun(Facts());
        b.WriteRun(Facts() with { Kit = "9.9.9" });

        Assert.Equal(2, Merge.Of([a, b]).Count);
    }

    [Fact]
    public void What_one_machine_lacks_counts_where_it_ran()
    {
        var row = Merged([Few.Attempt(Few.Cell, "absent")], [Few.Attempt(Few.Cell, "returned")]).Fold(Few.Rulebook, Known.Nothing).Single();

        Assert.NotEqual(Verdict.Absent, row.Verdict);
        Assert.Equal(0, Ledger.Of(1, [row], [], []).AbsentCells);
    }

    [Fact]
    public void Rows_alone_are_rendered_and_not_merged()
    {
        var alone = ReportFolder.Of(folder.In("alone"), TheMatrix.Plain);
        alone.WriteRows([Few.Row(Few.Cell, Promise.Defined, "returned")]);

        Assert.Single(Merge.Of([alone]).Single().Fold(Few.Rulebook, Known.Nothing));
        Assert.Contains(
            "rows only",
            Assert.Throws<InputException>(() => Merge.Of([alone, Folder("a", [Few.Attempt(Few.Cell, "returned")])]))
                .Message);
    }

    [Fact]
    public void A_run_that_was_killed_has_an_account_of_what_is_missing()
    {
        var killed = Folder("a", [Few.Attempt(Few.Cell, "returned")]);
        File.AppendAllText(killed.AttemptsFile, "{\"format\":1,");
        killed.WriteRun(Facts());

        var merge = Merge.Of([killed]).Single();
        var ledger = merge.Facts(merge.Fold(Few.Rulebook, Known.Nothing))!.Ledger;

        Assert.Equal([killed.AttemptsFile], merge.Cuts);
        Assert.Equal("10 planned = 1 ran + 0 absent + 9 not run", ledger.ToString());
    }

    [Fact]
    public void A_run_that_came_to_its_end_and_has_lost_an_attempt_does_not_add_up()
    {
        var whole = Folder("a", [Few.Attempt(Few.Cell, "returned")]);
        whole.WriteRun(Facts() with { Ledger = new Ledger(2, 2, [], [], []) });

        var merge = Merge.Of([whole]).Single();

        Assert.False(merge.Facts(merge.Fold(Few.Rulebook, Known.Nothing))!.Ledger.AddsUp);
    }

    [Fact]
    public void Environments_stay_apart()
    {
        var other = ReportFolder.Of(folder.In("a"), TheMatrix.WithCollecting);
        other.WriteRows([Few.Row(Few.Cell, Promise.Defined, "returned", environment: "coreclr-10.0+collecting")]);
        Folder("a", [Few.Attempt(Few.Cell, "returned")]);

        Assert.Equal(
            [TheMatrix.Plain, TheMatrix.WithCollecting],
            Merge.Of(ReportFolder.Need(folder.In("a"))).Select(m => m.Environment));
    }

    [Fact]
    public void A_folder_of_reports_is_known_by_the_names_in_it()
    {
        Folder("a", []);
        folder.Write("", "a", "something-else", "rows.jsonl");

        Assert.Equal(
            ["coreclr-10.0/linux-x64"], ReportFolder.Find(folder.In("a")).Select(f => f.Environment.ToString()));
        Assert.Equal(
            ["coreclr-10.0/linux-x64"],
            ReportFolder.Find(folder.In("a", "coreclr-10.0@linux-x64")).Select(f => f.Environment.ToString()));
        Assert.Contains("holds no report", Assert.Throws<InputException>(() => ReportFolder.Need(folder.Path)).Message);
        Assert.Contains(
            "there is no folder", Assert.Throws<InputException>(() => ReportFolder.Need(folder.In("nowhere"))).Message);
    }

    public void Dispose() => folder.Dispose();

    private Merge Merged(Attempt[] a, Attempt[] b) => Merge.Of([Folder("a", a), Folder("b", b)]).Single();

    private ReportFolder Folder(string name, Attempt[] attempts)
    {
        var made = ReportFolder.Of(folder.In(name), TheMatrix.Plain);
        LinesFile.Replace(made.AttemptsFile, attempts.Select(a => a.ToLine()));
        return made;
    }

    private static RunFacts Facts() => new(
        RunFacts.KitVersion, TheMatrix.Plain.ToString(), "CoreCLR 10.0.12", "Linux", "glibc", "A processor", 2, 1,
        "a-plan", 1,
        new Ledger(10, 0, [], [new Reason(Ledger.Ended, 10)], []), 0, 0, [], "2026-01-01T00:00:00Z");
}
