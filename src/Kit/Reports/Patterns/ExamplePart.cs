using Kit.Matrix;
using Kit.Reports.Html;
using Kit.Rules;

namespace Kit.Reports.Patterns;

/// <summary>A cell that does it right and one that does not, as close to each other as can be: the code of what they
/// differ in, from the sources that were run, and what came of it.</summary>
internal static class ExamplePart
{
    // More is folded away: what matters should be seen in one sight.
    private const int LinesOfASight = 40;

    public static void Write(Markdown page, PatternBook book, Rule rule)
    {
        if (rule is not { Right: { } right, Wrong: { } wrong })
        {
            return;
        }

        var differ = Key.Places.Where((_, at) => right[at] != wrong[at]).ToList();
        page.Heading(2, "Right and wrong");
        page.Paragraph(
            $"Two cells that differ in their {string.Join(" and ", differ)}, in the code that ran. `kit_run` stands for the function " +
            "of the C library; what C calls back goes through the entry to the body.");
        One(page, book, "Right", right, differ);
        One(page, book, LawOf(book, rule, wrong).Promise == Promise.Unspecified ? "Not promised" : "Wrong", wrong, differ);
        Rest(page, book, right, [.. Key.Places.Except(differ)]);
        page.Paragraph("The wrong one as a program of its own, with all that it needs:");
        page.Code([$"./run-conformance.sh cell {wrong} --export DIR"]);
    }

    private static void One(Markdown page, PatternBook book, string title, Key key, List<string> differ)
    {
        page.Heading(3, $"{title}: `{key}`");
        foreach (var place in differ)
        {
            Member(page, book, key, place);
        }

        Observed(page, book, key);
    }

    /// <summary>What both cells have in common. Threads and libraries are long: a link leads to them.</summary>
    private static void Rest(Markdown page, PatternBook book, Key key, List<string> same) =>
        page.Fold($"The rest, the same in both: {string.Join(", ", same)}", p =>
        {
            foreach (var place in same.OrderBy(s => s is "thread" or "library"))
            {
                if (place is not ("thread" or "library"))
                {
                    Member(p, book, key, place);
                }
                else if (SourcesOf(book, key, place).FirstOrDefault() is { } source)
                {
                    p.Paragraph($"{Heading(book, key, place)} {book.FileOf(source.Path, source.Line)}");
                }
            }
        });

    private static void Member(Markdown page, PatternBook book, Key key, string place)
    {
        page.Paragraph(Heading(book, key, place));
        foreach (var source in SourcesOf(book, key, place))
        {
            Code(page, book, source);
        }
    }

    private static IEnumerable<PageSource> SourcesOf(PatternBook book, Key key, string place) =>
        book.Sources.Of(place, NameOf(key, place)).Select(at => book.Sources.All[at]);

    private static string NameOf(Key key, string place) => key[Key.Places.ToList().IndexOf(place)];

    private static string Heading(PatternBook book, Key key, string place)
    {
        var name = NameOf(key, place);
        return $"The {place} `{name}`: " + (book.Sentence(place, name) is { Length: > 0 } sentence ? sentence.TrimEnd('.') + "." : "");
    }

    private static void Code(Markdown page, PatternBook book, PageSource source)
    {
        var lines = source.Text.Split('\n');
        var language = Path.GetExtension(source.Path) switch { ".cs" => "csharp", ".cpp" => "cpp", _ => "c" };
        if (lines.Length <= LinesOfASight)
        {
            page.Line(book.FileOf(source.Path, source.Line)).Line().Code(lines, language);
        }
        else
        {
            page.Fold($"{source.Path}:{source.Line}, {lines.Length} lines", p => p.Line(book.FileOf(source.Path, source.Line)).Line().Code(lines, language));
        }
    }

    private static void Observed(Markdown page, PatternBook book, Key key)
    {
        var seen = book.Cells[key].GroupBy(r => Reports.Observed.InWords(r)).ToList();
        page.Line(seen.Count == 0 ? "Not run in any environment here." : "What came of it:").Line();
        foreach (var same in seen)
        {
            var words = same.Select(r => Reports.Observed.Words(r)).FirstOrDefault(w => w.Length > 0);
            page.Line($"- **{same.Key}** {PatternBook.On([.. same.Select(r => r.Environment)])}" + (words is null ? "" : $": `{words.Replace('`', '\'')}`"));
        }

        page.Line();
    }

    // In an environment that the rule is written for.
    private static Rule LawOf(PatternBook book, Rule rule, Key key) =>
        book.Law.Rules.First(r => Selector.AnyMatches(r.Selectors, key) && (r == rule || r.Environments.Contains("*")));
}
