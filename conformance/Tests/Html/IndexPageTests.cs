using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public sealed partial class IndexPageTests : IDisposable
{
    private readonly TemporaryKit kit = new();

    [Fact]
    public void Report_writes_one_page_for_all_environments_and_the_same_bytes_again()
    {
        kit.Left("reports", Few.Attempt(Few.Cell, "returned"), Few.Attempt("each::unsafe::pthread::uco::empty", "returned"));

        Report(kit.Reports);
        var page = Page();
        Report(kit.Reports);

        Assert.Equal(page, Page());
        Assert.Contains("coreclr-10.0/linux-x64", Part(page, "environments"));
        Assert.Contains("\"symbol\":\"!\"", Part(page, "stories"));
    }

    [Fact]
    public void Times_and_process_numbers_leave_no_trace()
    {
        var evidence = new Evidence("caller T1 after 0.35 s", Few.Cycle(0, 1));
        Row row = Few.Row("each::unsafe::pthread::uco::collect", Promise.Forbidden, "deadlocked", "never", evidence: evidence);
        Row later = Few.Row("each::unsafe::pthread::uco::collect", Promise.Forbidden, "deadlocked", "never", evidence: evidence with
        {
            Text = "caller T1 after 0.81 s",
            Cycle = new Cycle(
                Cycle.OfWaits, [.. evidence.Cycle!.Steps.Select(s => s with { Pid = 9, Tid = s.Tid + 40, CpuShare = 0.5, State = "R" })],
                evidence.Cycle.Text, evidence.Cycle.Signature, 0.9, 3),
        });

        Assert.Equal(Render(row), Render(later));
    }

    [Fact]
    public void Words_of_a_cell_cannot_end_the_element_they_stand_in()
    {
        var row = Few.Row(Few.Cell, Promise.Unspecified, "crashed") with
        {
            Outcomes = [new Tally(new Outcome(OutcomeKind.Crashed, Message: "</script><b>&"), 1)],
        };

        var story = Part(Render(row), "stories");

        Assert.DoesNotContain("</script", story, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("</script><b>&", JsonDocument.Parse(story).RootElement[0].GetProperty("outcomes")[0].GetProperty("words").GetString());
    }

    [Fact]
    public void Attempts_that_a_crash_cut_are_told_on_the_page()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        File.AppendAllText(folder.AttemptsFile, "{\"format\":1,\"ke");

        Report(kit.Reports);

        Assert.Contains("The last line of attempts.jsonl was cut by a crash", Part(Page(), "environments"));
    }

    [Fact]
    public void Rows_that_were_cut_still_render_and_the_page_says_what_is_missing()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        Report(kit.Reports);
        File.Delete(folder.AttemptsFile);
        File.AppendAllText(folder.RowsFile, "{\"format\":1,\"ke");

        Report(kit.Reports);

        Assert.Contains($"The last line of {ReportFolder.RowsName} was cut by a crash and is left out", Part(Page(), "environments"));
        Assert.Contains("\"rule\":\"silent\"", Part(Page(), "stories"));
        Assert.Contains($"`{Few.Cell}`", File.ReadAllText(Path.Combine(kit.Reports, "rules", "silent.md")));
    }

    [Fact]
    public void Cells_of_the_plan_without_a_row_are_counted_on_the_page()
    {
        var folder = kit.Left("reports", Few.Attempt("sort::safe::caller::uco::empty", "returned"));
        folder.WriteRun(RunFacts.Begin(
            TheMatrix.Axes, TheMatrix.Plan(TheMatrix.Plain, "sort"), new Machine("", "", "", 1), 1, 1, DateTimeOffset.UnixEpoch) with
            {
                Plan = "a-plan",
            });

        Report(kit.Reports);

        Assert.Matches(@"\d+ of \d+ planned cells have no row: The run ended before their turn came", Part(Page(), "environments"));
    }

    [Fact]
    public void Rows_of_a_newer_kit_are_refused_and_the_page_stays()
    {
        var folder = kit.Left("reports", Few.Attempt(Few.Cell, "returned"));
        Report(kit.Reports);
        var page = Page();
        File.Delete(folder.AttemptsFile);
        File.AppendAllText(folder.RowsFile, "{\"format\":2}\n");

        Assert.Contains("a newer kit wrote it", Assert.Throws<InputException>(() => Report(kit.Reports)).Message);
        Assert.Equal(page, Page());
    }

    [Fact]
    public void Every_member_of_every_axis_has_its_source()
    {
        var sources = new CellSources(SourceFiles.OfTheKit);

        Assert.Empty(
            from axis in Key.Places.Zip(TheMatrix.Axes.ByPlace)
            from member in axis.Second
            where sources.Of(axis.First, member.Name).Count == 0
            select $"{axis.First} {member.Name}");
        Assert.All(sources.All, s => Assert.Contains(
            s.Text.Split('\n')[0].Trim(), File.ReadLines(TheMatrix.InRepository(s.Path)).ElementAt(s.Line - 1), StringComparison.Ordinal));
    }

    [Fact]
    public void The_source_of_a_body_is_its_class_and_what_lies_beneath_it_in_C()
    {
        var sources = new CellSources(SourceFiles.OfTheKit);
        var shown = sources.Of("body", "longjmp").Select(at => sources.All[at].Text).ToList();

        Assert.Contains(shown, s => s.Contains("sealed class LongJump", StringComparison.Ordinal));
        Assert.Contains(shown, s => s.Contains("void kit_jump(void)", StringComparison.Ordinal) && s.Contains("setjmp(here)", StringComparison.Ordinal));
        Assert.DoesNotContain(shown, s => s.Contains("class CppThrough", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void The_committed_template_is_what_its_sources_give()
    {
        var source = TheMatrix.InRepository("src/Page");
        Skip.IfNot(
            Directory.Exists(Path.Combine(source, "node_modules")),
            "src/Page/node_modules is not there: with Node 20 or newer, ./run-conformance.sh test fetches it (npm ci)");
        var built = Path.Combine(kit.In("built"), "page.html");

        Assert.Equal("", Said("npx", "--no-install", "tsc"));
        Assert.Equal("", Said("node", "build.mjs", built));

        Assert.True(
            File.ReadAllText(Path.Combine(source, "built/page.html")) == File.ReadAllText(built),
            "src/Page/built/page.html is not what src/Page gives; type: npm --prefix src/Page run build");

        string Said(string program, params string[] words)
        {
            using var process = Process.Start(new ProcessStartInfo(program, words)
            {
                WorkingDirectory = source, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            return process.StandardOutput.ReadToEnd() + error.Result;
        }
    }

    // Two colours of kinds that mean different things must not meet in anybody's eyes. 10 is far above the 1 that can just be
    // seen, as cells are small and not beside each other; 7 is for a pale cell on empty paper.
    [SkippableFact]
    public void Colours_are_told_apart_by_eyes_that_lack_a_kind_of_cone()
    {
        var source = TheMatrix.InRepository("src/Page");
        Skip.IfNot(Directory.Exists(Path.Combine(source, "node_modules/culori")), "src/Page/node_modules is not there or old: npm --prefix src/Page ci");
        using var process = Process.Start(new ProcessStartInfo("node", "palette.mjs") { WorkingDirectory = source, RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();

        Assert.Equal(8, said.DistinctBy(s => (s.GetProperty("theme").GetString(), s.GetProperty("sight").GetString())).Count());
        Assert.All(said, s => Assert.True(s.GetProperty("difference").GetDouble() >= 10 && s.GetProperty("fromPaper").GetDouble() >= 7, s.ToString()));
    }

    [Fact]
    public void The_lock_file_of_the_front_end_names_no_host() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(TheMatrix.InRepository("src/Page/package-lock.json")), StringComparison.Ordinal);

    public void Dispose() => kit.Dispose();

    private static string Render(params Row[] rows) => IndexPage.Render(
        [new PageInput(TheMatrix.Plain, rows, null, Known.Nothing, [])], Few.Rulebook);

    private void Report(params string[] words) => Said.By(ReportCommand.Create(kit.Context), words);

    private string Page() => File.ReadAllText(Path.Combine(kit.Reports, IndexPage.Name));

    private static string Part(string page, string id) =>
        PartForm().Matches(page).Single(m => m.Groups["id"].Value == id).Groups["json"].Value;

    [GeneratedRegex("""<script type="application/json" id="(?<id>\w+)">(?<json>[\s\S]*?)</script>""")]
    private static partial Regex PartForm();
}
