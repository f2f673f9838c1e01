using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The last part of the page: what is not in it and why, and what the names mean.</summary>
internal static class RemainderPart
{
    public static void Write(Markdown page, IReadOnlyList<Row> rows, RunFacts? run)
    {
        page.Heading(2, "What was not run");
        var ledger = run?.Ledger ?? Ledger.Of(rows.Count, rows, [], []);
        Reasons(page, "cells", "not run", ledger.NotRun);
        Reasons(page, "cells", "absent", ledger.Absent);
        if (run is null)
        {
            page.Paragraph("The run left no account of its plan: what else was not run is not known.");
        }
        else if (ledger is { AddsUp: true, NotRun: [], Absent: [] })
        {
            page.Paragraph("Every planned cell was run.");
        }

        if (ledger.Holes.Count > 0)
        {
            page.Fold(
                $"{ledger.Holes.Sum(h => h.Count):N0} holes: points of the product that are no cells, " +
                $"for {ledger.Holes.Count} reasons",
                p => Reasons(p, "points", "hole", ledger.Holes));
        }

        if (run?.Members is { } members)
        {
            page.Heading(2, "What the names mean");
            foreach (var axis in members.GroupBy(m => m.Axis))
            {
                var place = Key.Places.ToList().IndexOf(axis.Key);
                var names = rows.Select(r => r.Key[place]).ToHashSet();
                var met = axis.Where(m => names.Contains(m.Name)).ToList();
                page.Fold($"<b>{axis.Key}</b>: {met.Count}", p => p.Table(
                    [axis.Key, "what it is"], met.Select(m => new[] { $"`{m.Name}`", Markdown.Escape(m.Sentence) })));
            }
        }
    }

    private static void Reasons(Markdown page, string unit, string what, IReadOnlyList<Reason> reasons)
    {
        if (reasons.Count > 0)
        {
            page.Table(
                [$"{unit}:", $"{what} because"],
                reasons.Select(r => new[] { $"{r.Count:N0}", Markdown.Escape(r.Text) }));
        }
    }
}
