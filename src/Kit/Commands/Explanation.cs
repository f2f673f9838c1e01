using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>What <c>explain</c> says.</summary>
internal sealed class Explanation(KitContext kit, TextWriter output, string reports)
{
    private readonly List<string> unread = [];

    public void OfCell(Key key, Product product, EnvironmentName environment)
    {
        var rule = kit.Rulebook.For(key, environment);
        Line($"{key} on {environment}");
        foreach (var (place, at) in Key.Places.Select((place, at) => (place, at)))
        {
            Line($"  {place,-8} {key[at]}: {product.Axes.ByPlace[at].First(m => m.Name == key[at]).Sentence}");
        }

        Line();
        if (product.WhyNot(key) is { } hole)
        {
            Line("This cell is a hole of the matrix and is not run:");
            Line($"  {hole}");
            Line("If it were run:");
            Line();
        }
        else if (product.Axes.Absent(key) is { } absent)
        {
            Line($"It cannot be run on this machine: {absent}");
            Line();
        }

        Law(rule);
        Observed(
            e => kit.Known(e)[key] is { } known ? $"known: {string.Join(", ", known.Outcomes)}{Link(known)}" : null,
            r => r.Key == key,
            rows => rows.SelectMany(Told));
        if (product.WhyNot(key) is null)
        {
            var reproduce = new Reproduce(kit.Installation.Brought?.Option, product.Axes.Libraries.Select(l => (l.Name, l.File)));
            Line();
            Line($"To see it: {reproduce.Cell(key, environment)}");
        }
    }

    public void OfRule(Rule rule)
    {
        Law(rule);
        Line();
        Line("Speaks of:");
        foreach (var selector in rule.Selectors)
        {
            var where = rule.Environments.Contains("*") ? "" : $" on {string.Join(", ", rule.Environments)}";
            Line($"  {selector}{where}");
        }

        Observed(_ => null, r => r.Rule == rule.Id, Counted);
    }

    private void Law(Rule rule)
    {
        Line($"Promise: {rule.Promise.Word()}, by the rule {rule.Id}");
        Line($"  {rule.Title}");
        if (rule.Quote is not null)
        {
            Line($"  \"{rule.Quote}\"");
        }

        foreach (var source in rule.Sources)
        {
            var rank = source == rule.Sources[0] ? $" ({rule.Rank.InWords()})" : "";
            Line($"  {source.OriginalString}{rank}");
        }

        foreach (var heading in rule.Prose.Headings)
        {
            Line();
            Line($"{heading}:");
            foreach (var line in rule.Prose.Section(heading).Split('\n'))
            {
                Line(line.Length == 0 ? "" : $"  {line}");
            }
        }
    }

    /// <summary>For every environment of which a known file or a report has something to say.</summary>
    private void Observed(
        Func<EnvironmentName, string?> known,
        Func<Row, bool> concerns,
        Func<IReadOnlyList<Row>, IEnumerable<string>> told)
    {
        var seen = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        void Add(EnvironmentName environment, string? line)
        {
            if (line is not null)
            {
                if (!seen.TryGetValue(environment.ToString(), out var lines))
                {
                    seen.Add(environment.ToString(), lines = []);
                }

                lines.Add(line);
            }
        }

        foreach (var environment in KnownEnvironments())
        {
            Add(environment, known(environment));
        }

        foreach (var folder in ReportFolder.Find(reports))
        {
            foreach (var line in told([.. RowsOf(folder).Where(concerns)]))
            {
                Add(folder.Environment, line);
            }
        }

        Line();
        Line(seen.Count == 0 ? "Nothing was observed of it yet." : "Observed:");
        foreach (var (environment, lines) in seen)
        {
            Line($"  {environment}");
            lines.ForEach(line => Line($"    {line}"));
        }

        unread.ForEach(Line);
        unread.Clear();
    }

    private static IEnumerable<string> Told(Row row)
    {
        var words = Reports.Observed.Words(row);
        var bound = Bounds.InWords(row.Attempts) is { } nothingElse ? $" ({nothingElse})" : "";
        var seen = $"last run: {Reports.Observed.InWords(row)}{bound}: {row.Verdict.Word()}";
        return words.Length == 0 ? [seen] : [seen, $"  {words}"];
    }

    private static IEnumerable<string> Counted(IReadOnlyList<Row> rows) => rows.GroupBy(r => r.Promise).Select(g =>
        $"last run, {g.Key.Word()}: {string.Join(", ", Counts.Of(g).Select(c => $"{c.Count:N0} {c.Column}"))}");

    // A report that cannot be read is said to be so: the rule is what was asked for.
    private IReadOnlyList<Row> RowsOf(ReportFolder folder)
    {
        try
        {
            return folder.ReadRows().Items;
        }
        catch (InputException fault)
        {
            unread.Add($"(not read: {fault.Message})");
            return [];
        }
    }

    private IEnumerable<EnvironmentName> KnownEnvironments() => Directory.Exists(kit.Installation.KnownDirectory)
        ? Directory.EnumerateFiles(kit.Installation.KnownDirectory, "*.txt")
            .Select(f => EnvironmentName.FromFileName(Path.GetFileNameWithoutExtension(f)))
        : [];

    private static string Link(KnownEntry known) => known.Link is null ? "" : $" {known.Link.OriginalString}";

    private void Line(string line = "") => output.WriteLine(line);
}
