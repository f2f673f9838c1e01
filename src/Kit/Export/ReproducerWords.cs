using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Export;

/// <summary>The words of a reproducer: what is expected, by whom, and what was observed.</summary>
internal static class ReproducerWords
{
    /// <param name="how">How it is built and run.</param>
    /// <param name="library">As it was met.</param>
    /// <param name="machine">Runtime, kernel, C library and processor.</param>
    public static string Of(Row row, Rule rule, ReproducerProject how, Library library, string machine)
    {
        var environment = how.Environment;
        var page = new Markdown()
            .Heading(1, row.Key.ToString())
            .Paragraph("One C file that calls back, one C# file that calls it and is called back, and nothing else. It needs the "
                + $".NET {Environment.Version.Major} SDK and a C compiler{(how.HasCpp ? " with C++" : "")}{(how.Package is { } package ? $", and fetches the NuGet package {package.Name} {package.Version}" : "")}:");
        page.Code(how.Commands);
        if (row.Outcome is OutcomeKind.Deadlocked or OutcomeKind.Livelocked or OutcomeKind.TimedOut || row.Promise == Promise.Deadlocks)
        {
            page.Paragraph("It does not end by itself: Ctrl-C ends it.");
        }

        if (environment.Modes.Any(m => m.OfTheMachine))
        {
            page.Paragraph("It was observed while every core of the machine was busy with something else.");
        }

        page.Heading(2, "Expected")
            .Paragraph($"**{row.Promise.Word()}**: {Reports.Markdown.Escape(rule.Title)}");
        if (rule.Quote is { } quote)
        {
            page.Line($"> {quote.Trim().ReplaceLineEndings(" ")}").Line();
        }

        foreach (var source in rule.Sources)
        {
            page.Line($"- {source}");
        }

        page.Line().Paragraph($"That is the rule `{rule.Id}`. {Meaning(row.Promise)}");
        page.Heading(2, "Observed").Line($"On {row.Environment} ({machine}){Met(library)}, {Times(row.Attempts)}:").Line();
        foreach (var tally in row.Outcomes)
        {
            page.Line($"- **{Observed.InWords(tally.Outcome)}**{(tally.Count > 1 ? $", {tally.Count} times" : "")}");
            if (Observed.Words(row, tally.Outcome) is { Length: > 0 } words)
            {
                page.Line($"  `{words.Replace('`', '\'')}`");
            }
        }

        return page.Line().Paragraph("A program that gets to its end says `returned`, or `wrong-answer` and why.").ToString();
    }

    // The kit's own are in cell.c, and glibc is part of the machine.
    private static string Met(Library library) =>
        library.Origin is "kit" or "glibc" ? "" : $" with {library.Name} {library.Version} ({library.Origin})";

    private static string Times(int attempts) => attempts == 1 ? "once" : $"{attempts} times";

    private static string Meaning(Promise promise) => promise switch
    {
        Promise.Defined => "It must say `returned`.",
        Promise.FailsFast => "The process must end with a diagnosis of the runtime.",
        Promise.Deadlocks => "The program locks itself out, so it must hang.",
        Promise.Forbidden => "A program must not do this, and anything may happen.",
        _ => "No source says what happens.",
    };
}
