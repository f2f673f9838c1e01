using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;
using Kit.Reports.Patterns;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>The pages that somebody reads who writes bindings: of the real rules, over two whole runs that never
/// were.</summary>
public sealed partial class PatternTests : IDisposable
{
    private static readonly Rulebook Law = Rulebook.Load(TheMatrix.InRepository("conformance/rules"));

    private static readonly IReadOnlyList<PageInput> Inputs = [.. new[] { TheMatrix.Plain, TheMatrix.WithCollecting }.Select(environment =>
    {
        var run = new MadeUp(TheMatrix.Product, Law, environment);
        var rows = run.Rows();
        return new PageInput(environment, rows, run.Facts(rows), run.Known(), []);
    })];

    private static readonly Dictionary<string, string> Pages = Written(Inputs);

    private readonly TemporaryKit kit = new();

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it()
    {
        Assert.Empty(
            from page in Pages
            from link in LinkForm().Matches(FenceForm().Replace(page.Value, "")).Select(m => m.Groups["to"].Value)
            where !link.Contains("://", StringComparison.Ordinal) && !Leads(page.Key, link)
            select $"{page.Key}: {link}");

        static bool Leads(string from, string link)
        {
            var (path, anchor) = link.Split('#') is [var file, var part] ? (file, part) : (link, "");
            var target = path.Length == 0 ? from
                : Path.GetRelativePath("/reports", Path.GetFullPath(Path.Combine("/reports", Path.GetDirectoryName(from)!, path)));
            return Pages.TryGetValue(target, out var text)
                ? anchor.Length == 0 || HeadingForm().Matches(text).Any(h => PatternBook.Anchor(h.Groups["words"].Value) == anchor)
                : target == IndexPage.Name || (target.StartsWith("../", StringComparison.Ordinal) && File.Exists(TheMatrix.InRepository(target[3..])));
        }
    }

    [Fact]
    public void A_question_leads_to_every_rule_that_answers_it_and_each_has_a_page_of_its_own()
    {
        var page = Pages[PatternBook.PageName];

        Assert.All(Intent.Of(Law), i => Assert.Contains(
            string.Join('\n', i.Rules.Select(r => r.Id)),
            string.Join('\n', RuleForm().Matches(page.Split($"\n## {i.Words.TrimEnd('.')}\n")[1].Split("\n## ")[0]).Select(m => m.Groups["id"].Value))));
        Assert.All(Law.Rules, r => Assert.StartsWith($"# {r.Title}\n", Pages[PatternBook.PageOf(r)]));
    }

    [Fact]
    public void A_rules_page_says_who_says_so_why_what_to_do_and_what_was_observed_in_each_environment()
    {
        var rule = Law.Named("unsafe-call-waits-for-callback");
        var page = Pages[PatternBook.PageOf(rule)];

        Assert.Contains($"\n> {rule.Quote}\n", page);
        Assert.All(rule.Sources, s => Assert.Contains($"<{s.OriginalString}>", page));
        Assert.Contains("API documentation", page);
        Assert.Contains(rule.Prose.Instead, page);
        Assert.Contains("| cells | of which | coreclr-10.0/linux-x64 | coreclr-10.0+collecting/linux-x64 |", page);
        var counted = LineForm().Matches(page.Split("## What was observed")[1]).Sum(m => int.Parse(m.Groups["cells"].Value.Replace(",", "")));
        Assert.Equal(Inputs.SelectMany(i => i.Rows).Where(r => r.Rule == rule.Id).Select(r => r.Key).Distinct().Count(), counted);
    }

    [Fact]
    public void Examples_are_the_code_of_cells_as_it_stands_in_the_repository()
    {
        var page = Pages["rules/unsafe-call-waits-for-callback.md"];
        Assert.True(page.IndexOf("static extern long RunSafe(Run* run);", StringComparison.Ordinal)
            < page.IndexOf("### Wrong: `each::unsafe::pthread::uco::collect`", StringComparison.Ordinal));
        Assert.Contains("[DllImport(\"libcallbacks\", EntryPoint = \"kit_run\"), SuppressGCTransition]", page.Split("### Wrong")[1]);

        var codes = Pages.Values.SelectMany(p => CodeForm().Matches(p)).ToList();
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Equal(
            File.ReadLines(TheMatrix.InRepository(code.Groups["path"].Value)).ElementAt(int.Parse(code.Groups["line"].Value) - 1).Trim(),
            code.Groups["first"].Value.Trim()));
    }

    [Fact]
    public void The_order_of_rows_and_times_leave_no_trace()
    {
        var later = Inputs.Reverse().Select(i => i with
        {
            Rows = [.. i.Rows.Reverse().Select(r => r with { Outcomes = [.. r.Outcomes.Select(t => t with { Outcome = t.Outcome with { Seconds = t.Outcome.Seconds + 1 } })] })],
            Run = i.Run! with { Started = "2027-01-01T00:00:00Z", Seconds = 9 },
        });

        Assert.Equal(Pages, Written([.. later]));
    }

    [Fact]
    public void What_it_costs_is_told_where_it_was_timed()
    {
        Assert.DoesNotContain("What it costs", Pages["rules/uco-callback.md"], StringComparison.Ordinal);
        var timed = new LatencyRow(
            "each::safe::caller::uco::empty", $"{TheMatrix.Plain}", "callback", null, null, "idle", "ns", "defined", "uco-callback", ".NET", "A machine",
            false, 1000, 0.97, new(12.34, 12, 13), new(2.5, 2, 3), new(4.936, 4, 6), new(9.84, 9, 10), 0.1, [], []);

        var page = Written(Inputs, timed, timed with { Condition = "loaded", Value = new(99, 98, 100) })["rules/uco-callback.md"];

        Assert.Contains(
            "| a callback from a loop in C, on the calling thread | `each::safe::caller::uco::empty` | 12 (4.9 x) |\n\n", page.Split("## What it costs")[1]);
    }

    [Fact]
    public void Report_writes_the_pages_and_takes_that_of_a_rule_away_that_is_gone()
    {
        kit.Left("reports", Few.Attempt("sort::safe::caller::uco::empty", "returned"), Few.Attempt("each::unsafe::pthread::uco::empty", "returned"));
        var gone = kit.Write($"# A rule\n\n{Markdown.Written}\n", "reports", "rules", "gone.md");
        var own = kit.Write("# My notes\n", "reports", "rules", "notes.md");

        var said = Said.By(ReportCommand.Create(kit.Context), kit.Reports);

        Assert.Contains($"{Path.Combine(kit.Reports, "patterns.md")}: ", said.Output);
        Assert.Contains("| 1 | `sort::safe::caller::uco::empty` | returned |", File.ReadAllText(Path.Combine(kit.Reports, "rules", "sorted.md")));
        Assert.Contains("**1 worked all the same** `!`", File.ReadAllText(Path.Combine(kit.Reports, "patterns.md")));
        Assert.False(File.Exists(gone));
        Assert.True(File.Exists(own));
    }

    public void Dispose() => kit.Dispose();

    private static Dictionary<string, string> Written(IReadOnlyList<PageInput> inputs, params LatencyRow[] latency) =>
        new PatternBook(Law, inputs.Select((input, at) => at == 0 ? input with { Latency = latency } : input), "..").Pages().ToDictionary(p => p.Path, p => p.Text);

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex LinkForm();

    [GeneratedRegex(@"^```\w*\n.*?\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FenceForm();

    [GeneratedRegex(@"^#+ (?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingForm();

    [GeneratedRegex(@"\]\(rules/(?<id>[a-z0-9-]+)\.md\)")]
    private static partial Regex RuleForm();

    [GeneratedRegex(@"^\| (?<cells>[\d,]+) \| ", RegexOptions.Multiline)]
    private static partial Regex LineForm();

    [GeneratedRegex(@"\[(?<path>[\w./]+):(?<line>\d+)\]\([^)]*\)\n\n```(?:c|cpp|csharp)\n(?<first>.*)\n")]
    private static partial Regex CodeForm();
}
