using Kit.Matrix;
using Kit.Rules;
using Spectre.Console;

namespace Kit.Reports;

/// <summary>What a person reads when a run has ended: which callbacks are defined, which kill the process and which
/// hang it; then what broke, each with the command that shows it again; and the account at last.</summary>
public sealed class SummaryTable
{
    private const int CommandsShown = 20;

    private readonly IAnsiConsole console;
    private readonly IReadOnlyList<Row> rows;
    private readonly RuleOrder rules;
    private readonly AxisOrder order;
    private readonly Reproduce reproduce;

    private SummaryTable(IAnsiConsole console, IReadOnlyList<Row> rows, RunFacts? run, RuleOrder rules)
    {
        this.console = console;
        this.rows = rows;
        this.rules = rules;
        order = AxisOrder.Of(run);
        reproduce = Reproduce.Of(run);
    }

    /// <param name="console">See <see cref="Screen"/>.</param>
    /// <param name="environment">Of the rows.</param>
    /// <param name="rows">All of the run.</param>
    /// <param name="run">Its facts, or null.</param>
    /// <param name="rules">For their order.</param>
    /// <param name="page">Where the page is, to be named at the end; or null.</param>
    public static void Write(
        IAnsiConsole console, EnvironmentName environment, IReadOnlyList<Row> rows, RunFacts? run, RuleOrder rules,
        string? page = null)
    {
        var summary = new SummaryTable(console, rows, run, rules);
        console.WriteLine();
        console.MarkupLine($"[bold]{environment}[/]  {Markup.Escape(run?.Runtime ?? "")}".TrimEnd());
        console.WriteLine();
        summary.ByPromise();
        summary.ByRule();
        summary.Findings(page);
        summary.Account(run, page);
    }

    // Promises across, as there are five: eleven outcomes across would not fit an old terminal.
    private void ByPromise()
    {
        var promises = rows.GroupBy(r => r.Promise).OrderBy(g => g.Key).ToList();
        var table = Screen.Columns([("", false), .. promises.Select(p => (p.Key.Word(), true))]);
        foreach (var column in Counts.Of(rows).Select(c => c.Column))
        {
            table.AddRow([column, .. promises.Select(p =>
                p.Count(r => Counts.ColumnOf(r) == column) is > 0 and var n
                    ? Coloured(p.Key, column, $"{n:N0}")
                    : "")]);
        }

        table.AddRow(["[bold]cells[/]", .. promises.Select(p => $"[bold]{p.Count():N0}[/]")]);
        console.Show(table);
        console.WriteLine();
    }

    private void ByRule()
    {
        var table = Screen.Columns(("rule", false), ("cells", true), ("what happened", false));
        table.Columns[0].NoWrap = true;
        foreach (var promise in rows.GroupBy(r => r.Promise).OrderBy(g => g.Key))
        {
            table.AddRow($"[bold]{promise.Key.Word()}[/]");
            foreach (var rule in promise.GroupBy(r => r.Rule).OrderBy(g => g.Key, rules))
            {
                table.AddRow(
                    $"  {Markup.Escape(rule.Key)}",
                    $"{rule.Count():N0}",
                    string.Join(
                        ", ",
                        Counts.Of(rule).Select(c => Coloured(promise.Key, c.Column, $"{c.Count:N0} {c.Column}"))));
            }
        }

        console.Show(table);
        console.WriteLine();
    }

    private static string Coloured(Promise promise, string column, string text) =>
        Counts.AgainstPromise(promise, column) ? $"[bold red]{text}[/]"
        : column == promise.Kept()?.Word() ? $"[green]{text}[/]"
        : promise == Promise.Forbidden && column == OutcomeKind.Returned.Word() ? $"[bold magenta]{text}[/]"
        : column == OutcomeKind.Broken.Word() ? $"[bold yellow]{text}[/]"
        : text;

    private void Findings(string? page)
    {
        foreach (var verdict in Family.Of(rows, Family.Findings, rules, order).GroupBy(f => f.Verdict))
        {
            var full = verdict.Key.Fails();
            var colour = full ? "bold red" : "bold";
            console.MarkupLine(
                $"[{colour}]{verdict.Key.Word()} ({verdict.Sum(f => f.Rows.Count):N0})[/]: " +
                Family.Meaning(verdict.Key));
            foreach (var family in verdict)
            {
                console.Verbatim(
                    $"  {family.Observed}; {family.Rule} says: {family.Promise.Word()}{Times(family.Rows.Count)}");
                if (family.Words.Length > 0)
                {
                    console.Verbatim($"    {family.Words}");
                }

                Commands(family, full ? CommandsShown : 1, page);
            }

            console.WriteLine();
        }
    }

    private static string Times(int cells) => cells == 1 ? "" : $" ({cells:N0} cells)";

    // A family that would fill the screen is told in selectors: they match these cells and no others of the run.
    private void Commands(Family family, int most, string? page)
    {
        var environment = family.Rows[0].Environment;
        var commands = family.Rows.Count <= CommandsShown || most == 1
            ? family.Rows.Select(reproduce.Cell).ToList()
            : [.. Covering.Of(family.Rows.Select(r => r.Key), order).Select(s => reproduce.Cells(s, environment))];
        foreach (var command in commands.Take(most))
        {
            console.Verbatim($"    {command}");
        }

        if (commands.Count > most)
        {
            console.Verbatim($"    and {commands.Count - most:N0} more{(page is null ? "" : $" in {page}")}");
        }
    }

    private void Account(RunFacts? run, string? page)
    {
        var dangerous = rows.Count(r => r.WorksThoughForbidden);
        if (dangerous > 0)
        {
            console.MarkupLine(
                $"[bold magenta]{dangerous:N0} {(dangerous == 1 ? "cell is" : "cells are")} forbidden, but worked " +
                "here[/]: the most dangerous of all, as tests pass.");
        }

        console.Verbatim(rows.Count == 0 ? "Verdicts: none, as no cell was run." : $"Verdicts: {Counts.Verdicts(rows)}.");
        if (run is not null)
        {
            var holes = run.Ledger.Holes.Sum(h => h.Count);
            var fault = run.Ledger.AddsUp ? "" : "; IT DOES NOT ADD UP";
            console.Verbatim($"Account: {run.Ledger}{fault}; {holes:N0} holes with a reason.");
            foreach (var reason in run.Ledger.NotRun)
            {
                console.Verbatim($"  {reason.Count:N0} not run: {reason.Text}");
            }

            foreach (var reason in run.Ledger.Absent)
            {
                console.Verbatim($"  {reason.Count:N0} absent: {reason.Text}");
            }
        }

        if (page is not null)
        {
            console.Verbatim($"Page: {page}");
        }
    }
}
