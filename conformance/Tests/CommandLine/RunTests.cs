using System.Text.Json;
using Kit.Commands;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>One small run, and what it leaves behind.</summary>
public sealed class RunTests : IClassFixture<RunTests.ThreeTimesTwelve>
{
    const int Cells = 12, Attempts = 3;

    readonly ThreeTimesTwelve run;

    public RunTests(ThreeTimesTwelve run)
    {
        this.run = run;
        run.Heard.EndedWith(ExitCode.Fine);
    }

    [Fact]
    public void Its_attempts_its_rows_its_facts_and_a_page_are_in_the_folder_of_the_environment()
    {
        Assert.Equal(
            ["attempts.jsonl", "badge.svg", "junit.xml", "matrix.md", "results.trx", "rows.jsonl", "run.json"],
            Directory.EnumerateFileSystemEntries(run.Folder.Report.Path).Select(Path.GetFileName).Order());
        Assert.Equal(
            [TheKit.Plain.FileName, "index.html", "patterns.md", "rules"],
            Directory.EnumerateFileSystemEntries(run.Folder.Output).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Its_ledger_adds_up()
    {
        run.Folder.AddsUp();
        var ledger = run.Facts.Ledger;
        Assert.Equal((Cells, Cells, 0), (ledger.Planned, ledger.Ran, ledger.NotRunCells));
    }

    [Fact]
    public void Every_cell_was_run_as_often_as_asked()
    {
        Assert.Equal(Cells, run.Folder.Rows.Count);
        Assert.All(run.Folder.Rows, row => Assert.Equal(Attempts, row.Attempts));
        Assert.All(
            run.Folder.Attempts.GroupBy(a => a.Key), own => Assert.Equal([1, 2, 3], own.Select(a => a.Number).Order()));
    }

    [Fact]
    public void A_row_has_the_fields_that_other_programs_read()
    {
        var lines = File.ReadAllLines(run.Folder.Report.RowsFile).Select(l => JsonDocument.Parse(l).RootElement);

        Assert.All(lines, row =>
        {
            Assert.Equal(
                ["format", "key", "environment", "promise", "rule", "verdict", "outcomes", "evidence", "isolated"],
                row.EnumerateObject().Select(f => f.Name));
            Assert.Equal(
                ["outcome", "count", "signal", "exitCode", "stage", "message", "seconds"],
                row.GetProperty("outcomes")[0].EnumerateObject().Select(f => f.Name));
        });
    }

    [Fact]
    public void Its_facts_name_the_runtime_the_machine_the_plan_and_the_libraries()
    {
        var facts = JsonDocument.Parse(File.ReadAllText(run.Folder.Report.RunFile)).RootElement;

        foreach (var name in (string[])["kit", "environment", "runtime", "kernel", "libc", "cpu", "plan", "started"])
        {
            Assert.NotEqual("", facts.GetProperty(name).GetString());
        }

        Assert.Equal(Attempts, facts.GetProperty("repeat").GetInt32());
        Assert.Equal(1, facts.GetProperty("seed").GetInt32());
        Assert.Contains(
            facts.GetProperty("libraries").EnumerateArray(), l => l.GetProperty("name").GetString() == "sort");
    }

    [Fact]
    public void Its_summary_as_JSON_is_for_programs()
    {
        var summary = Assert.Single(JsonDocument.Parse(run.Heard.Output).RootElement.EnumerateArray());

        Assert.Equal(TheKit.Plain.ToString(), summary.GetProperty("environment").GetString());
        Assert.Equal(Cells, summary.GetProperty("verdicts").EnumerateObject().Sum(v => v.Value.GetInt32()));
        Assert.Equal(Cells * Attempts, summary.GetProperty("outcomes").EnumerateObject().Sum(o => o.Value.GetInt32()));
        Assert.Equal(Cells, summary.GetProperty("ledger").GetProperty("planned").GetInt32());
        Assert.Equal(ExitCode.Fine, summary.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task The_same_rows_give_the_same_page_byte_for_byte()
    {
        var page = File.ReadAllBytes(run.Folder.Report.PageFile);
        var rows = File.ReadAllBytes(run.Folder.Report.RowsFile);

        for (var time = 0; time < 2; time++)
        {
            (await run.Folder.Kit.RunAsync("report", run.Folder.Output)).EndedWith(ExitCode.Fine);

            Assert.Equal(page, File.ReadAllBytes(run.Folder.Report.PageFile));
            Assert.Equal(rows, File.ReadAllBytes(run.Folder.Report.RowsFile));
        }
    }

    [Fact]
    public async Task Against_itself_nothing_has_changed()
    {
        var diff = await run.Folder.Kit.RunAsync("diff", run.Folder.Output, run.Folder.Output);

        diff.EndedWith(ExitCode.Fine);
    }

    [Fact]
    public Task Nothing_is_left_of_it() => run.Folder.NothingIsLeftAsync();

    /// <summary>The run: twelve cells, three times each.</summary>
    public sealed class ThreeTimesTwelve : IAsyncLifetime
    {
        internal RunFolder Folder { get; } = new();

        internal Heard Heard { get; private set; } = new(-1, "", "");

        internal RunFacts Facts => Folder.Facts;

        public async Task InitializeAsync() => Heard = await Folder.RunAsync(
            "sort,visit::safe::caller::uco::empty,allocate,collect,throw-caught,monitor,longjmp",
            "--repeat", $"{Attempts}", "--json");

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
