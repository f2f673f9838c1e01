using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryKit kit = new();

    [Fact]
    public void Rows_and_page_are_made_where_the_attempts_are()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));

        var said = Report(kit.Reports);

        Assert.Equal(0, said.Code);
        Assert.Single(folder.ReadRows().Items);
        Assert.Contains("[silent](../../conformance/rules/30-silent.md)", File.ReadAllText(folder.PageFile));
        Assert.StartsWith($"{folder.PageFile}: 1 cell. recorded 1\n", said.Output);
        Assert.EndsWith("patterns.md: what is allowed, by what somebody wants to do; a page for each rule beside it.\n", said.Output);
    }

    [Fact]
    public void Rendering_twice_changes_nothing()
    {
        kit.Left(
            "reports", Few.Attempt(Few.Cell, "returned"), Few.Attempt("sort::safe::caller::uco::empty", "timed-out"));
        Report(kit.Reports);
        var before = Written();

        Report(kit.Reports);

        Assert.Equal(before, Written());

        List<(string, string)> Written() =>
            [.. Directory.GetFiles(kit.Reports, "*", SearchOption.AllDirectories).Order().Select(f => (f, File.ReadAllText(f)))];
    }

    [Fact]
    public void Rows_alone_are_enough()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        Report(kit.Reports);
        var page = File.ReadAllText(folder.PageFile);
        File.Delete(folder.AttemptsFile);

        Report(kit.Reports);

        Assert.Equal(page, File.ReadAllText(folder.PageFile));
    }

    [Fact]
    public void Several_folders_are_merged_into_another()
    {
        kit.Left("a", Few.Attempt(Few.Cell, "returned"));
        kit.Left("b", Few.Attempt(Few.Cell, "timed-out"));

        Report(kit.In("a"), kit.In("b"), "--output", kit.In("both"));

        Assert.Equal(2, ReportFolder.Of(kit.In("both"), TheMatrix.Plain).ReadRows().Items.Single().Attempts);
    }

    [Fact]
    public void Several_environments_are_laid_side_by_side_on_a_page_of_their_own()
    {
        kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        var beside = ReportFolder.Of(kit.Reports, TheMatrix.Plain.With(Mode.Collecting));
        var attempt = Few.Attempt(Few.Cell, "timed-out") with { Environment = beside.Environment };
        LinesFile.Replace(beside.AttemptsFile, [attempt.ToLine()]);

        var said = Report(kit.Reports);

        var page = kit.In("reports", "differences.md");
        Assert.Contains($"{page}: 1 cell differs between 2 environments\n", said.Output);
        Assert.Contains($"| `{Few.Cell}` | returned | timed-out |", File.ReadAllText(page));
    }

    [Fact]
    public void One_environment_has_nothing_beside_it()
    {
        kit.Left("reports", Few.Attempt(Few.Cell, "returned"));

        Report(kit.Reports);

        Assert.False(File.Exists(kit.In("reports", "differences.md")));
    }

    [Fact]
    public void Where_several_are_merged_to_must_be_said() => Assert.Contains(
        "--output DIR", Assert.Throws<InputException>(() => Report(kit.In("a"), kit.In("b"))).Message);

    [Fact]
    public void A_folder_is_not_merged_with_itself_nor_into_itself()
    {
        kit.Left("a", Few.Attempt(Few.Cell, "returned"));
        kit.Left("b", Few.Attempt(Few.Cell, "returned"));

        Assert.Contains("is named twice", Assert.Throws<InputException>(
            () => Report(kit.In("a"), kit.In("a") + "/", "--output", kit.In("both"))).Message);
        Assert.Contains("is one of the folders that are merged", Assert.Throws<InputException>(
            () => Report(kit.In("a"), kit.In("b"), "--output", kit.In("b"))).Message);
    }

    [Fact]
    public void A_cut_line_is_told_and_the_rest_is_rendered()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        File.AppendAllText(folder.AttemptsFile, "{\"format\":1,\"ke");

        var said = Report(kit.Reports);

        Assert.Equal(0, said.Code);
        Assert.StartsWith($"{folder.AttemptsFile}: the last line was cut by a crash", said.Error);
        Assert.Single(folder.ReadRows().Items);
    }

    [Fact]
    public void Lines_of_a_newer_kit_are_refused()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        File.AppendAllText(folder.AttemptsFile, "{\"format\":2}\n");

        Assert.Contains("a newer kit wrote it", Assert.Throws<InputException>(() => Report(kit.Reports)).Message);
    }

    [Fact]
    public void An_account_that_does_not_add_up_is_an_error_of_the_kit()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        folder.WriteRun(RunFacts.Begin(
            TheMatrix.Axes, TheMatrix.Plan(TheMatrix.Plain, "sort"), new Machine("", "", "", 1), 1, 1,
            DateTimeOffset.UnixEpoch) with
            {
                Plan = "a-plan", Ledger = new Ledger(2, 2, [], [], []),
            });

        var said = Report(kit.Reports);

        Assert.Equal(3, said.Code);
        Assert.Contains("does not add up: 2 planned is not 1 ran", said.Error);
    }

    [Fact]
    public void A_folder_without_a_report_is_an_error() =>
        Assert.Contains("there is no folder", Assert.Throws<InputException>(() => Report(kit.In("nowhere"))).Message);

    public void Dispose() => kit.Dispose();

    private Said Report(params string[] arguments) => Said.By(ReportCommand.Create(kit.Context), arguments);
}
