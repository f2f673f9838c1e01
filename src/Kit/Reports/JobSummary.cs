using Kit.Matrix;

namespace Kit.Reports;

/// <summary>A run in a screen of Markdown: what was promised and what happened, then what to look at.</summary>
public static class JobSummary
{
    public static string Render(EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts run, RuleOrder rules)
    {
        var page = new Markdown().Heading(1, environment.ToString());
        page.Paragraph($"{run.Runtime} on {run.Kernel}, {run.Libc}, kit {run.Kit}. Verdicts: {Counts.Verdicts(rows)}. {run.Ledger}.");
        page.Table(
            ["what the sources say", "cells:", "what happened"],
            rows.GroupBy(r => r.Promise).OrderBy(p => p.Key)
                .Select(p => new[] { p.Key.Word(), $"{p.Count():N0}", MatrixPage.Happened(p.Key, [.. p]) }));
        FindingsPart.Write(page, rows, Reproduce.Of(run), rules, AxisOrder.Of(run));
        return page.ToString() + "\n";
    }
}
