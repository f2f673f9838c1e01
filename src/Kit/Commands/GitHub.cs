using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>What a run says where it runs inside GitHub Actions: annotations, and a summary of the job. Elsewhere
/// nothing.</summary>
/// <remarks>Annotations are workflow commands
/// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands); GitHub shows ten of a kind in a
/// step, so no more are written. A summary is what is appended to the file GITHUB_STEP_SUMMARY, 1 MiB at most.</remarks>
public static class GitHub
{
    private const int AnnotationsShown = 10;
    private const int SummaryBytes = 1 << 20;

    /// <summary>Whether this is a step of a workflow.</summary>
    private static bool IsHere => Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true";

    /// <param name="annotations">Standard error: what a program reads from standard output stays whole.</param>
    public static void Tell(KitContext context, IReadOnlyList<RunEnd> ends, TextWriter annotations)
    {
        if (IsHere)
        {
            Annotate(ends, annotations);
            Append(string.Concat(ends.Select(e => Summary(context, e))));
        }
    }

    /// <summary>A summary of what was put together: nothing ran, so nothing is to be annotated.</summary>
    public static void Tell(KitContext context, EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts run)
    {
        if (IsHere)
        {
            Append(JobSummary.Render(environment, rows, run, context.RulesAsSeenFrom("/")));
        }
    }

    /// <summary>The same of a comparison.</summary>
    public static void Tell(Diff diff, string before, string after)
    {
        if (IsHere)
        {
            Append(DiffText.Markdown(diff, before, after));
        }
    }

    private static void Annotate(IReadOnlyList<RunEnd> ends, TextWriter annotations)
    {
        var rows = ends.SelectMany(e => e.Rows.Where(r => r.Verdict.Fails()).Select(r => (Row: r, Reproduce: Reproduce.Of(e.Facts)))).ToList();
        var shown = rows.Count > AnnotationsShown ? AnnotationsShown - 1 : rows.Count;
        foreach (var (row, reproduce) in rows.Take(shown))
        {
            Line(annotations, "error", $"{row.Verdict.Word()}: {row.Key}", $"{Observed.InWords(row)} on {row.Environment}; {row.Rule} says {row.Promise.Word()}. {reproduce.Cell(row)}");
        }

        if (rows.Count > shown)
        {
            Line(annotations, "error", $"{rows.Count - shown} more", "They are in the summary of the job, and in matrix.md.");
        }

        foreach (var (end, ledger) in ends.Select(e => (e, e.Facts.Ledger)))
        {
            // A step that is green because nothing was tested.
            if (!ledger.AddsUp)
            {
                Line(annotations, "error", $"the account of {end.Environment} does not add up", ledger.ToString());
            }
            else if (ledger.NotRunCells > 0 || ledger.Ran == 0)
            {
                var why = ledger.NotRun.Concat(ledger.Absent).MaxBy(r => r.Count)?.Text ?? "";
                Line(annotations, "warning", $"{end.Environment}: {(ledger.Ran == 0 ? "nothing was run" : "not all was run")}", $"{ledger}. {why}");
            }
        }

        foreach (var end in ends.Where(e => e.Against is { Changes.Count: > 0 }))
        {
            Line(annotations, "warning", $"{end.Environment} differs from the baseline", DiffText.Summary(end.Against!));
        }
    }

    private static void Line(TextWriter to, string kind, string title, string message) =>
        to.WriteLine($"::{kind} title={Escape(title).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}::{Escape(message)}");

    private static string Escape(string text) => text.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Summary(KitContext context, RunEnd end)
    {
        var text = JobSummary.Render(end.Environment, end.Rows, end.Facts, context.RulesAsSeenFrom("/"));
        return end.Against is { } diff ? text + DiffText.Markdown(diff, "the baseline", end.Environment.ToString()) : text;
    }

    private static void Append(string text)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is not { Length: > 0 } file)
        {
            return;
        }

        var room = SummaryBytes - (File.Exists(file) ? new FileInfo(file).Length : 0) - 200;
        const string Cut = "\n\nThe rest is in matrix.md: a summary has no more room.\n";
        var lines = text.Split('\n');
        var kept = 0;
        for (long size = 0; kept < lines.Length && (size += System.Text.Encoding.UTF8.GetByteCount(lines[kept]) + 1) < room; kept++)
        {
        }

        File.AppendAllText(file, kept == lines.Length ? text : string.Join('\n', lines[..kept]) + Cut);
    }
}
