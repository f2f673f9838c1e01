using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The page of one environment, as GitHub shows it: the truth in ten lines, what is not as promised, every
/// rule with what came of it, and then every cell. The same rows give the same bytes, and what differs from run to run
/// though nothing else does (times, processes, addresses) is not on it, so that a diff of the page is the
/// news.</summary>
public sealed class MatrixPage
{
    private readonly EnvironmentName environment;
    private readonly IReadOnlyList<Row> rows;
    private readonly RunFacts? run;
    private readonly RuleOrder rules;
    private readonly AxisOrder order;

    private MatrixPage(EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts? run, RuleOrder rules)
    {
        this.environment = environment;
        this.run = run;
        this.rules = rules;
        order = AxisOrder.Of(run);
        this.rows = [.. rows.OrderBy(r => r.Key, order.Keys)];
    }

    /// <param name="environment">Of the rows.</param>
    /// <param name="rows">In any order.</param>
    /// <param name="run">What is known of the run; without it the page has no account of what was planned.</param>
    /// <param name="rules">With links, if the rules are committed beside the page.</param>
    public static string Render(EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts? run, RuleOrder rules) =>
        new MatrixPage(environment, rows, run, rules).Render();

    private string Render()
    {
        var page = new Markdown();
        var reproduce = Reproduce.Of(run);
        page.Heading(1, environment.ToString());
        page.Paragraph(Opening());
        page.Line(Markdown.Written).Line();
        Truth(page);
        FindingsPart.Write(page, rows, reproduce, rules, order);
        RulesPart.Write(page, rows, rules);
        DangerousPart.Write(page, rows, reproduce, rules, order);
        EndingsPart.Write(page, rows, order);
        GridPart.Write(page, rows, order);
        RemainderPart.Write(page, rows, run);
        return page.ToString();
    }

    private string Opening()
    {
        var attempts = rows.Select(r => r.Attempts).DefaultIfEmpty().ToList();
        var (least, most) = (attempts.Min(), attempts.Max());
        var times = most == 1 ? "once" : least == most ? $"{most} times each" : $"{least} to {most} times each";
        var shared = rows.Count(r => !r.Isolated);
        var process = shared == 0
            ? "every attempt in a process of its own"
            : $"{shared:N0} of them in shared processes";
        var modes = environment.Modes.Length == 0
            ? ""
            : " " + string.Join(" ", environment.Modes.Select(m => m.Sentence));
        var runtime = run is null ? environment.Runtime : $"{run.Runtime}, kit {run.Kit}";
        var ran = rows.Count(r => r.Verdict != Verdict.Absent);
        return $"{runtime}: {Words.Count(ran, "cell")} {(ran == 1 ? "was" : "were")} run, " +
            $"{times}, {process}.{modes}{Bound(least)}";
    }

    private static string Bound(int attempts) => Bounds.Of(attempts) is { } share
        ? $" What was not seen of a cell in {attempts} attempts happens in less than {Bounds.Percent(share)} of them, with 95 % confidence (3/{attempts})."
        : "";

    private void Truth(Markdown page)
    {
        page.Heading(2, "The truth in ten lines");
        page.Table(
            ["what the sources say", "cells:", "what happened here"],
            rows.GroupBy(r => r.Promise).OrderBy(p => p.Key).Select(p => new[]
            {
                $"**{p.Key.Word()}**: {p.Key.Meaning()}", $"{p.Count():N0}", Happened(p.Key, [.. p]),
            }));
        page.Line($"Verdicts: {Counts.Verdicts(rows)}.");
        if (run is not null)
        {
            page.Line($"Account: {Account(run.Ledger)}.");
        }

        page.Line();
    }

    private static string Account(Ledger ledger) =>
        $"{ledger}{(ledger.AddsUp ? "" : " (**it does not add up**)")}; {ledger.Holes.Sum(h => h.Count):N0} points of " +
        "the product are holes, each for [a written reason](#what-was-not-run)";

    /// <summary>What came of a promise: bold is what nobody should overlook.</summary>
    internal static string Happened(Promise promise, IReadOnlyList<Row> rows) =>
        string.Join(" · ", Counts.Of(rows).Select(c =>
            promise == Promise.Forbidden && c.Column == OutcomeKind.Returned.Word()
                ? $"**{c.Count:N0} worked all the same** `{Symbol.WorksThoughForbidden}`"
                : Counts.AgainstPromise(promise, c.Column) ? $"**{c.Count:N0} {c.Column}**"
                : $"{c.Count:N0} {c.Column}"));
}
