using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>A diff for people, as text and as Markdown. Cells that changed in the same way are told together, by rule
/// and library; what got worse is listed cell by cell, with the command that shows it.</summary>
public static class DiffText
{
    private sealed record Group(
        ChangeKind Kind, string Rule, string Library, string Environments, string What,
        IReadOnlyList<Change> Changes);

    public static string Text(Diff diff)
    {
        var page = new Markdown().Line(Summary(diff));
        if (diff.Shares.Count > 1)
        {
            Aligned(page.Line(), [Columns(diff), .. Lines(diff)]);
        }

        foreach (var kind in Groups(diff).GroupBy(g => g.Kind))
        {
            page.Line().Line($"{Heading(diff, kind)}: {Meaning(kind.Key)}");
            foreach (var group in kind)
            {
                page.Line($"  {group.Rule}, {group.Library}, {group.Environments}: {group.What}");
                foreach (var line in Cells(diff, group))
                {
                    page.Line($"    {line}");
                }
            }
        }

        return Flaky(page, diff, "  ").ToString();
    }

    public static string Markdown(Diff diff, string before, string after)
    {
        var page = new Markdown()
            .Heading(2, $"From `{before}` to `{after}`")
            .Paragraph($"{(diff.IsWorse ? "**Something got worse.** " : "")}{Summary(diff)}");
        if (diff.Shares.Count > 1)
        {
            page.Table([.. Columns(diff).Select((c, at) => at < 2 ? c : c + ":")], Lines(diff));
        }

        foreach (var kind in Groups(diff).GroupBy(g => g.Kind))
        {
            page.Heading(3, $"{Heading(diff, kind)}: {Meaning(kind.Key)}");
            foreach (var group in kind)
            {
                var where = $"rule {group.Rule}, library {group.Library}, {group.Environments}";
                page.Paragraph($"**{Reports.Markdown.Escape(group.What)}** ({where})");
                page.Code(Cells(diff, group));
            }
        }

        return Flaky(page, diff, "- ").ToString();
    }

    /// <summary>"2 new violations, 14 changed; 2,757 are as they were".</summary>
    public static string Summary(Diff diff)
    {
        var counts = diff.Changes.CountBy(c => c.Kind).OrderBy(c => c.Key)
            .Select(c => $"{c.Value:N0} {Words(c.Key, c.Value)}");
        var changes = diff.Changes.Count == 0 ? "Nothing changed" : string.Join(", ", counts);
        var varied = diff.Varied == 0 ? "" : $", {diff.Varied:N0} of them by chance another of the outcomes that are known of them";
        return $"{changes}; {diff.Same:N0} {(diff.Same == 1 ? "cell is as it was" : "cells are as they were")}{varied}.";
    }

    // A column for each kind that there is: what got worse on the left.
    private static IReadOnlyList<string> Columns(Diff diff) =>
        ["rule", "library", .. Kinds(diff).Select(k => Words(k, 2)), .. diff.StillFlaky.Count > 0 ? ["still flaky"] : Array.Empty<string>()];

    private static IEnumerable<IReadOnlyList<string>> Lines(Diff diff) => diff.Shares.Select(s => (IReadOnlyList<string>)
    [
        s.Rule, s.Library, .. Kinds(diff).Select(k => s.Counts.TryGetValue(k, out var count) ? $"{count:N0}" : ""),
        .. diff.StillFlaky.Count > 0 ? [s.StillFlaky > 0 ? $"{s.StillFlaky:N0}" : ""] : Array.Empty<string>(),
    ]);

    private static IEnumerable<ChangeKind> Kinds(Diff diff) => diff.Changes.Select(c => c.Kind).Distinct().Order();

    private static void Aligned(Markdown page, IReadOnlyList<IReadOnlyList<string>> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Count).Select(at => lines.Max(l => l[at].Length)).ToList();
        foreach (var line in lines)
        {
            page.Line(string.Join("  ", line.Select((cell, at) => at < 2 ? cell.PadRight(widths[at]) : cell.PadLeft(widths[at]))).TrimEnd());
        }
    }

    private static string Heading(Diff diff, IGrouping<ChangeKind, Group> kind)
    {
        var count = diff.Changes.Count(c => c.Kind == kind.Key);
        return $"{count:N0} {Words(kind.Key, count)}";
    }

    private static string Words(ChangeKind kind, int count) =>
        kind == ChangeKind.NewViolation && count != 1 ? "new violations" : kind.Word().Replace('-', ' ');

    private static string Meaning(ChangeKind kind) => kind switch
    {
        ChangeKind.NewViolation => "the promise was kept, or not asked for, and is broken now",
        ChangeKind.NewlyFlaky => "the promise is kept in some attempts only, now",
        ChangeKind.NewlyBroken => "the kit fails at it now",
        ChangeKind.Changed => "it does something else",
        ChangeKind.Fixed => "the promise is kept now",
        ChangeKind.Reruled => "it does the same under another rule",
        ChangeKind.Appeared => "not there before, or absent",
        _ => "no longer there, or absent",
    };

    // The same cells that changed in the same way in several environments are told once: their commands are those of the first.
    private static List<Group> Groups(Diff diff) =>
        [.. diff.Changes
            .GroupBy(c => (c.Kind, c.Row.Rule, c.Row.Key.Library, c.Row.Environment, What: What(c)))
            .GroupBy(g => (g.Key.Kind, g.Key.Rule, g.Key.Library, g.Key.What, Cells: string.Join(' ', g.Select(c => c.Row.Key))))
            .OrderBy(g => g.Key.Kind)
            .ThenBy(g => g.Key.Rule, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Library, StringComparer.Ordinal)
            .ThenBy(g => g.First().Key.Environment.ToString(), StringComparer.Ordinal).ThenBy(g => g.Key.What, StringComparer.Ordinal)
            .Select(g => new Group(
                g.Key.Kind, g.Key.Rule, g.Key.Library,
                g.Count() == 1 ? g.First().Key.Environment.ToString() : Together.Names([.. g.Select(e => e.Key.Environment)], diff.Environments),
                g.Key.What, [.. g.First()]))];

    private static string What(Change change) => change.Kind switch
    {
        ChangeKind.Reruled => $"{Ruled(change.Before!)} -> {Ruled(change.After!)}",
        ChangeKind.Gone => change.After is null ? "not there" : $"absent: {Observed.Words(change.After)}",
        ChangeKind.Appeared => Seen(change.After),
        _ => $"{Seen(change.Before)} -> {Seen(change.After)}",
    };

    private static string Ruled(Row row) => $"{row.Promise.Word()} by {row.Rule}";

    // Without the counts of cells that vary: that the same happened 3 times and not 4 makes no family of its own.
    internal static string Seen(Row? row) => row is null
        ? "not there"
        : string.Join(" or ", row.Outcomes.Select(t => Name(t.Outcome)).Distinct().Order(StringComparer.Ordinal));

    private static string Name(Outcome outcome) =>
        outcome.Kind.Word() + (outcome.Detail is null ? "" : $" {outcome.Detail}");

    private static IEnumerable<string> Cells(Diff diff, Group group) => group.Changes[0].IsWorse
        ? group.Changes.Select(c => diff.Reproduce.Cell(c.Row))
        : Covering.Of(group.Changes.Select(c => c.Row.Key), AxisOrder.OfLetters);

    private static Markdown Flaky(Markdown page, Diff diff, string bullet)
    {
        if (diff.StillFlaky.Count > 0)
        {
            page.Line().Line($"{diff.StillFlaky.Count:N0} still flaky:");
            foreach (var row in diff.StillFlaky)
            {
                page.Line($"{bullet}{row.Key} on {row.Environment}: {Observed.InWords(row)}");
            }
        }

        return page;
    }
}
