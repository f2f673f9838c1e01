using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>What the documents say is held against the kit: paths, names, keys, rules, examples, numbers. Commands have
/// tests of their own.</summary>
public partial class DocumentationTests
{
    // Written by a run or by the build, so not in the repository; or the reader's own.
    private static readonly string[] Generated =
    [
        "attempts.jsonl", "attempts.jsonl.old", "rows.jsonl", "run.json", "latency.jsonl", "latency.md", "matrix.md", "differences.md",
        "index.html", "patterns.md", "rules/", "diff.md", "diff.json", "junit.xml", "results.trx", "badge.svg", "libmine.so", "mine.c", "Cells.so", "librdkafka.so", "centos8-librdkafka.so", "reports/", "artifacts/",
        "libcoreclr.so", "native/libcoreclr.so", "runtimes/", "build.sh", "libcallbacks.so", "libpartner.so",
        "Cells.so", "librdkafka.so", "centos8-librdkafka.so",
    ];

    private static readonly string[] SourceFolders = ["native", "src", "conformance"];

    private static readonly Rulebook Law = Rulebook.Load(TheMatrix.InRepository("conformance/rules"));

    [Fact]
    public void Every_path_in_backticks_and_in_output_leads_to_something() => Assert.Empty(
        from document in Document.All
        from path in document.Code.Where(IsPath)
            .Concat(document.Fences.SelectMany(f => SourceForm().Matches(f.Text)).Select(m => m.Value))
        where !Generated.Any(g => path.TrimStart('.', '/').StartsWith(g, StringComparison.Ordinal))
            && !document.Reaches(PlaceholderForm().IsMatch(path) ? Path.GetDirectoryName(path)! : path)
            && !IsSomewhereInSources(path)
        select $"{document.Path}: {path}");

    [Fact]
    public void Every_link_within_the_repository_leads_to_something() => Assert.Empty(
        from document in Document.All
        from link in document.Links
        where !File.Exists(TheMatrix.InRepository(Path.Combine(Path.GetDirectoryName(document.Path)!, link)))
        select $"{document.Path}: {link}");

    [Fact]
    public void Every_key_names_a_cell_that_can_be() => Assert.Empty(
        from document in Document.All
        from text in KeyForm().Matches(document.Text).Select(m => m.Value)
        where text != string.Join(Key.Separator, Key.Places)
        let key = Documented.Own(Key.Parse(text))
        where !TheMatrix.Axes.Have(key) || TheMatrix.Product.Impossible(key) is not null
        select $"{document.Path}: {text}");

    [Fact]
    public void Every_name_with_a_hyphen_is_one_that_the_kit_knows()
    {
        var known = TheMatrix.Axes.ByPlace.SelectMany(p => p).Select(m => m.Name)
            .Concat(Law.Rules.Select(r => r.Id))
            .Concat(Words.All<OutcomeKind>()).Concat(Words.All<Verdict>()).Concat(Words.All<Promise>())
            .Concat(Measures()).Concat(Quantity.All.Select(q => q.Name)).Concat(Warning.All.Select(w => w.Name)).Concat(["kit-host", "kit-launcher", "kit-shared-host"]).ToHashSet();

        Assert.Empty(
            from document in Document.All
            from name in document.Code.Where(c => HyphenForm().IsMatch(c))
            where !known.Contains(name)
            select $"{document.Path}: {name}");
    }

    [Fact]
    public void Every_mode_in_the_documents_is_one_and_every_mode_is_in_their_table()
    {
        Assert.Empty(
            from document in Document.All
            from mode in document.Code.Where(c => c.StartsWith('+')).SelectMany(c => c[1..].Split('+'))
            where mode != EnvironmentName.PrivateMark && Mode.All.All(m => m.Name != mode)
            select $"{document.Path}: {mode}");
        var table = Document.Named("docs/environments.md").Text;
        Assert.All(Mode.All, m =>
        {
            Assert.Contains($"| `+{m.Name}` | {m.Sentence} | ", table, StringComparison.Ordinal);
            var row = table.Split('\n').Single(l => l.StartsWith($"| `+{m.Name}` | {m.Sentence} | ", StringComparison.Ordinal));
            Assert.All(m.Variables, v => Assert.Contains($" `{v.Key}={v.Value}`", row, StringComparison.Ordinal));
            Assert.EndsWith($" | {m.VerifiedBy} |{(m.NotOn is { } not ? $" `{not.Runtimes}`: {not.Reason}" : "")} |", row, StringComparison.Ordinal);
            Assert.Equal(m.OfTheBuild || m.OfTheNativeAotBuild, row.Contains("the build of the child", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void What_is_shown_as_output_names_rules_by_their_files_and_titles()
    {
        foreach (var line in Document.All.SelectMany(d => d.Fences).SelectMany(f => f.Text.Split('\n')))
        {
            if (RuleLine().Match(line) is { Success: true } rule)
            {
                Assert.Equal(rule.Groups["file"].Value, Law.Named(rule.Groups["id"].Value).File);
            }
            else if (PromiseLine().Match(line) is { Success: true } promise)
            {
                Assert.Contains(
                    Law.Rules, r => r.Title == promise.Groups["title"].Value && r.Promise.Word() == promise.Groups["word"].Value);
            }
            else if (CountLine().Match(line) is { Success: true } count)
            {
                Law.Named(count.Groups["id"].Value);
            }
        }
    }

    [Fact]
    public void Examples_of_rows_attempts_and_runs_are_what_the_kit_reads_and_writes()
    {
        var examples = Document.Named("docs/rows.md").Fences.Where(f => f.Language == "json").Select(f => f.Text).ToList();
        var lines = examples.SelectMany(e => e.Split('\n')).Where(l => l.StartsWith("{\"", StringComparison.Ordinal)).ToList();
        var attempts = lines.Where(l => l.Contains("\"attempt\":", StringComparison.Ordinal)).ToList();
        var latencies = lines.Where(l => l.Contains("\"quantity\":", StringComparison.Ordinal)).ToList();
        var rows = lines.Except(attempts).Except(latencies).ToList();

        Assert.NotEmpty(attempts);
        Assert.All(attempts, l => Assert.Equal(l, Attempt.Parse(l).ToLine()));
        Assert.NotEmpty(latencies);
        Assert.All(latencies, l => Assert.Equal(l, LatencyRow.Parse(l).ToLine()));
        Assert.NotEmpty(rows);
        Assert.All(rows, l => Assert.Equal(l, Row.Parse(l).ToLine()));
        Assert.All(rows.Select(Row.Parse), r => Assert.Equal(r.Rule, Law.For(r.Key, r.Environment).Id));
        var run = Assert.Single(examples, e => e.StartsWith("{\n", StringComparison.Ordinal));
        Assert.Equal(run, RunFacts.Parse(run).ToJson());
    }

    [Fact]
    public void Every_field_of_the_public_files_is_in_their_description()
    {
        var page = Document.Named("docs/rows.md").Prose;
        var fields = new[] { typeof(AttemptLine), typeof(RowLine), typeof(RunFacts), typeof(LatencyRow) }.SelectMany(t => Fields(t, [])).Distinct();

        Assert.All(fields, f => Assert.Contains($"`{f}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_outcome_promise_verdict_and_exit_code_is_explained()
    {
        var (page, readme) = (Document.Named("docs/exit-codes-and-verdicts.md"), Document.Named("README.md"));
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{f.GetRawConstantValue()}");
        var words = Words.All<OutcomeKind>().Concat(Words.All<Promise>()).Select(w => $"`{w}`");

        Assert.All(words.Concat(codes), c => Assert.True(page.HasRow(c), $"{page.Path} has no row that begins with {c}"));
        Assert.All(Words.All<Verdict>(), w => Assert.Contains($"`{w}`", page.Prose, StringComparison.Ordinal));
        Assert.All(Words.All<Verdict>(), w => Assert.True(readme.HasRow($"`{w}`"), $"{readme.Path} has no row of {w}"));
    }

    [Fact]
    public void Every_quantity_and_every_warning_of_latency_is_explained()
    {
        var page = Document.Named("docs/latency.md").Text;

        Assert.All(Quantity.All, q => Assert.Contains($"| `{q.Name}` | {q.Sentence} |", page, StringComparison.Ordinal));
        Assert.All(Warning.All, w => Assert.Contains($"| `{w.Name}` | {w.Advice} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_times_of_the_watcher_are_those_in_its_description()
    {
        var (page, times) = (Document.Named("docs/how-it-tells-deadlock-from-slow.md").Text, WatchTimes.Default);
        (string Row, TimeSpan Time)[] rows =
        [
            ("Between two looks at the page", times.Look),
            ("A slot that stands still for so long makes `/proc` worth asking", times.Quiet),
            ("Between two looks at `/proc`, after the first four, which come with the looks at the page", times.Sample),
            ("A cycle must be seen to hold for", times.Cycle),
            ("A standstill must be seen to hold for", times.Standstill),
        ];

        Assert.All(rows, r => Assert.Contains($"\n| {r.Row} | {r.Time.TotalMilliseconds} ms |", page, StringComparison.Ordinal));
        Assert.Contains($"| {times.Samples} samples |", page, StringComparison.Ordinal);
        Assert.Contains($"An attempt has {Patience.Limit(TheMatrix.Plain).TotalSeconds} s,", page, StringComparison.Ordinal);
        Assert.Contains($"a silence of {times.Silence.TotalSeconds} s ", page, StringComparison.Ordinal);
        Assert.Contains($"The page has {Kit.Execution.Page.SlotCount} slots.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_document_names_a_folder_of_somebodys_machine() => Assert.Empty(
        from document in Document.All
        from path in MachineForm().Matches(document.Text)
        select $"{document.Path}: {path.Value}");

    private static IEnumerable<string> Fields(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || ReportJson.Lines.GetTypeInfo(type) is not { } shape)
        {
            return [];
        }

        return shape.Kind == JsonTypeInfoKind.Object
            ? shape.Properties.Where(p => p.Get is not null).SelectMany(p => Fields(p.PropertyType, seen).Prepend(p.Name))
            : type.GetGenericArguments().SelectMany(a => Fields(a, seen));
    }

    private static IEnumerable<string> Measures() =>
        Directory.EnumerateFiles(TheMatrix.InRepository("conformance/Cells/Bodies"), "*.cs")
            .SelectMany(f => MeasureForm().Matches(File.ReadAllText(f))).SelectMany(m => m.Groups["names"].Value.Split(' '));

    private static bool IsPath(string code) =>
        PathForm().IsMatch(code) && (code.Contains('/') || SourceFileForm().IsMatch(code))
        && !code.StartsWith("coreclr-", StringComparison.Ordinal);

    // A bare name is meant where its folder was named before.
    private static bool IsSomewhereInSources(string path) => !path.Contains('/') && SourceFolders.Any(
        f => Directory.EnumerateFiles(TheMatrix.InRepository(f), path, SearchOption.AllDirectories).Any());

    [GeneratedRegex(@"^[\w.@+-]+(/[\w.@+-]+)*/?$")]
    private static partial Regex PathForm();

    [GeneratedRegex(@"\.(md|cs|c|h|cpp|yaml|sh|sln|json|jsonl|props|txt|so)$|^\.[a-z]+(config|-format|ignore)$")]
    private static partial Regex SourceFileForm();

    [GeneratedRegex(@"(?<![\w/])(conformance|native|src|docs)/[\w./-]*\w")]
    private static partial Regex SourceForm();

    [GeneratedRegex("(NNN-slug|NAME)")]
    private static partial Regex PlaceholderForm();

    [GeneratedRegex(@"(?<![\w:*,!-])[a-z0-9][a-z0-9-]*(::[a-z0-9][a-z0-9-]*){4}(?![\w:*,-])")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)+$")]
    private static partial Regex HyphenForm();

    [GeneratedRegex(@"^rule +(?<id>[a-z-]+) \(conformance/rules/(?<file>\S+)\)$")]
    private static partial Regex RuleLine();

    [GeneratedRegex(@"^promise +(?<word>[a-z-]+): (?<title>.+)$")]
    private static partial Regex PromiseLine();

    [GeneratedRegex(@"^  (?<id>[a-z]+(-[a-z]+)+) +[\d,]+  \d")]
    private static partial Regex CountLine();

    [GeneratedRegex("""NameMeasures\("(?<names>[^"]+)"\)""")]
    private static partial Regex MeasureForm();

    [GeneratedRegex(@"(?<![\w.)])/(home|root|work|usr|var|opt|mnt)/\S*")]
    private static partial Regex MachineForm();
}
