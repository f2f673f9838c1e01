using System.Text.RegularExpressions;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>The page that somebody who writes bindings enters with a question.</summary>
internal static partial class PatternsPage
{
    public static string Render(PatternBook book)
    {
        var page = new Markdown().Heading(1, "May my library call back like this?").Line(Markdown.Written).Line();
        page.Paragraph(
            "For whoever writes bindings for a C library that calls back. Find the sentence that is yours. Below it stand " +
            "the rules that decide. Each has a page: who says so and in which words, why, what to do instead, right and " +
            "wrong code that was run, and what was observed where.");
        page.Table(
            ["the answer", "what it means", "can it be relied on?"],
            [
                ["**Allowed**", "A source promises the right answer.", "Yes. It was run, and a run that differs is reported as a violation."],
                ["**Forbidden**", "A source says never to do this.", "No, least of all where it works: then every test passes."],
                ["**Ends the process**", "A source promises the end, with a message.", "Yes: it ends, and says why."],
                ["**Hangs**", "By its sources the program locks itself out.", "Yes: it hangs, on every runtime."],
                ["**Nobody says**", "No source was found.", "No. What was observed is written down, and no more."],
            ]);
        page.Heading(2, "Contents");
        foreach (var intent in book.Intents)
        {
            page.Line($"- [{Bare(intent)}](#{PatternBook.Anchor(Bare(intent))})");
        }

        page.Line("- [All rules, and what came of them](#all-rules-and-what-came-of-them)").Line();
        foreach (var intent in book.Intents)
        {
            page.Heading(2, Bare(intent));
            foreach (var rule in intent.Rules)
            {
                page.Line($"- **{rule.Promise.Answer()}**{Where(rule)}: [{rule.Title}]({PatternBook.PageOf(rule)}){Trap(book, rule)}{Instead(rule)}");
            }

            page.Line();
        }

        All(page, book);
        return page.ToString();
    }

    private static string Bare(Intent intent) => intent.Words.TrimEnd('.');

    private static string Where(Rule rule) =>
        rule.Environments.Contains("*") ? "" : $", on {string.Join(", ", rule.Environments.Select(e => $"`{e}`"))}";

    /// <summary>The environment in which it worked most often, though it is forbidden.</summary>
    private static string Trap(PatternBook book, Rule rule)
    {
        var most = book.Rows[rule.Id].GroupBy(r => r.Environment)
            .Select(g => (Environment: g.Key, Works: g.Count(r => r.WorksThoughForbidden), Cells: g.Count()))
            .OrderByDescending(g => (double)g.Works / g.Cells).FirstOrDefault();
        return most.Works == 0 ? ""
            : $" It worked all the same in {most.Works:N0} of {Words.Count(most.Cells, "cell")} on {most.Environment}, which proves nothing.";
    }

    // Of what is allowed, the advice is how to do it better; on this page that is one sentence too many.
    private static string Instead(Rule rule) => rule.Promise == Promise.Defined || rule.Prose.Instead.Length == 0 ? ""
        : $" *Instead:* {Sentence().Match(rule.Prose.Instead.ReplaceLineEndings(" ")).Value.Trim()}";

    private static void All(Markdown page, PatternBook book)
    {
        page.Heading(2, "All rules, and what came of them");
        page.Paragraph("In the order of precedence: the first that matches a cell decides it. A rule without numbers had no cell in these runs.");
        page.Table(
            ["rule", "answer", "source", .. book.Environments.Select(e => $"{e}")],
            book.Law.Rules.Select(rule => (string[])
            [
                $"[{rule.Id}]({PatternBook.PageOf(rule)})", rule.Promise.Answer().ToLowerInvariant() + Where(rule), rule.Rank.InWords(),
                .. book.Environments.Select(e => MatrixPage.Happened(
                    rule.Promise, [.. book.Rows[rule.Id].Where(r => r.Environment == e)])),
            ]));
        var gone = book.Rows.Where(g => book.Law.Rules.All(r => r.Id != g.Key)).ToList();
        if (gone.Count > 0)
        {
            page.Paragraph(
                $"{gone.Sum(g => g.Count()):N0} rows stand under rules that this kit does not have: " +
                $"{string.Join(", ", gone.Select(g => g.Key).Order(StringComparer.Ordinal))}. `./run-conformance.sh report DIR` judges them anew.");
        }
    }

    // A point within a name or a version ends no sentence: a space and a capital or a quotation mark come behind one that does.
    [GeneratedRegex(@"^.*?[.?!](?= +[A-Z""`]|$)")]
    private static partial Regex Sentence();
}
