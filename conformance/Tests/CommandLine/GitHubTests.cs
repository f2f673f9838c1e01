using System.Text.Json;
using Kit.Commands;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The kit as a step of a workflow, and what a program reads from it.</summary>
public sealed class GitHubTests
{
    const string Cell = "each::unsafe::caller::uco::empty";

    [Fact]
    public async Task A_run_in_a_workflow_appends_a_summary_and_keeps_standard_output_whole()
    {
        using var folder = new RunFolder();
        var summary = folder.In("summary.md");
        File.WriteAllText(summary, "before\n");
        folder.Kit.Variables["GITHUB_ACTIONS"] = "true";
        folder.Kit.Variables["GITHUB_STEP_SUMMARY"] = summary;

        var heard = (await folder.RunAsync(Cell, "--json")).EndedWith(ExitCode.Fine);

        Assert.Null(SchemaTests.Complaint("summary", heard.Output));
        var text = File.ReadAllText(summary);
        Assert.StartsWith("before\n", text);
        Assert.Contains($"# {TheKit.Plain}", text);
        Assert.Contains("| fails-fast | 1 | 1 failed-fast |", text);
    }

    [Fact]
    public async Task A_run_that_differs_from_its_baseline_says_so_as_annotation_as_JSON_and_by_its_exit_code()
    {
        using var folder = new RunFolder();
        (await folder.RunAsync(Cell)).EndedWith(ExitCode.Fine);
        var before = folder.In("before");
        Directory.Move(folder.Output, before);
        var rows = Path.Combine(before, TheKit.Plain.FileName, "rows.jsonl");
        File.WriteAllText(rows, File.ReadAllText(rows).Replace("failed-fast", "deadlocked", StringComparison.Ordinal)
            .Replace("\"conforms\"", "\"violates\"", StringComparison.Ordinal));
        folder.Kit.Variables["GITHUB_ACTIONS"] = "true";

        var heard = (await folder.RunAsync(Cell, "--json", "--baseline", before)).EndedWith(ExitCode.Violated);

        Assert.Contains("::warning title=", heard.Error);
        Assert.Null(SchemaTests.Complaint("summary", heard.Output));
        var baseline = JsonDocument.Parse(heard.Output).RootElement[0].GetProperty("baseline");
        Assert.Equal(1, baseline.GetProperty("counts").GetProperty("fixed").GetInt32());
        Assert.Equal(1, baseline.GetProperty("byLibrary").GetProperty("each").GetInt32());
        Assert.Equal(Cell, baseline.GetProperty("changes")[0].GetProperty("key").GetString());
        Assert.Null(SchemaTests.Complaint("diff", File.ReadAllText(folder.Report.In("diff.json"))));
        Assert.Contains("1 fixed", File.ReadAllText(folder.Report.In("diff.md")));
    }

    [Fact]
    public async Task Outside_of_a_workflow_nothing_of_it_is_said()
    {
        using var folder = new RunFolder();
        folder.Kit.Variables["GITHUB_ACTIONS"] = "false";

        Assert.DoesNotContain("::", (await folder.RunAsync(Cell)).EndedWith(ExitCode.Fine).Error.Replace(Cell, "", StringComparison.Ordinal));
    }
}
