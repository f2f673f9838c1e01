using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>All about one rule.</summary>
internal static class RulePage
{
    public static string Render(PatternBook book, Rule rule)
    {
        var page = new Markdown().Heading(1, rule.Title).Line(Markdown.Written).Line();
        var where = rule.Environments.Contains("*") ? "" : $" It speaks of {string.Join(", ", rule.Environments.Select(e => $"`{e}`"))} alone.";
        page.Paragraph(
            $"**{rule.Promise.Answer()}**: {rule.Promise.Meaning()}. The rule is called `{rule.Id}` in reports, and its law is " +
            $"{book.FileOf($"conformance/rules/{rule.File}")}.{where}");
        page.Line("It concerns you if you say:").Line();
        foreach (var intent in rule.Intents)
        {
            page.Line($"- [{intent}](../{PatternBook.PageName}#{PatternBook.Anchor(intent.TrimEnd('.'))})");
        }

        page.Line();
        Source(page, rule);
        Prose(page, "Why", Linked(rule.Prose.Why));
        Prose(page, rule.Promise == Promise.Defined ? "What to do" : "What to do instead", Linked(rule.Prose.Instead));
        ExamplePart.Write(page, book, rule);
        ObservedPart.Write(page, book, rule);
        CostPart.Write(page, book, rule);
        Prose(page, "What is known", Linked(rule.Prose.Known));
        page.Heading(2, "See for yourself");
        page.Paragraph($"All cells of this rule are those that match one of its selectors and none of a rule before it. [All rules](../{PatternBook.PageName}#all-rules-and-what-came-of-them).");
        page.Code([
            $"./run-conformance.sh explain {rule.Id}", .. rule.Selectors.Select(s => $"./run-conformance.sh run '{s}'"),
        ]);
        return page.ToString();

        // Rules name each other by their ids, and all pages lie in one folder.
        string Linked(string prose) => book.Law.Rules.Aggregate(prose, (text, other) => other == rule ? text
            : text.Replace($"`{other.Id}`", $"[`{other.Id}`]({other.Id}.md)", StringComparison.Ordinal));
    }

    private static void Source(Markdown page, Rule rule)
    {
        page.Heading(2, "Who says so");
        if (rule.Sources.Count == 0)
        {
            page.Paragraph("Nobody: no source was found, so nothing is promised, and what is observed is written down and no more.");
            return;
        }

        if (rule.Quote is { } quote)
        {
            page.Line($"> {quote.Trim().ReplaceLineEndings(" ")}").Line();
        }

        page.Line(rule.Sources.Count == 1
            ? $"{Capital(rule.Rank.InWords())}: <{rule.Sources[0].OriginalString}>"
            : $"{Capital(rule.Rank.InWords())}; the quote stands in the first of these:").Line();
        if (rule.Sources.Count > 1)
        {
            foreach (var source in rule.Sources)
            {
                page.Line($"- <{source.OriginalString}>");
            }

            page.Line();
        }
    }

    private static void Prose(Markdown page, string heading, string text)
    {
        if (text.Length > 0)
        {
            page.Heading(2, heading).Paragraph(text);
        }
    }

    private static string Capital(string words) =>
        words.StartsWith("api", StringComparison.Ordinal) ? "API" + words[3..] : char.ToUpperInvariant(words[0]) + words[1..];
}
