using System.Globalization;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Spectre.Console;

namespace Kit.Commands;

/// <summary>One cell for a person: what was promised and by whom, what happened, what stands behind it, how to look further.</summary>
public static class CellReport
{
    /// <summary>Writes the row to standard output, as JSON when asked.</summary>
    public static void Write(KitContext context, ChildProgram program, Row row, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(row.ToLine());
            return;
        }

        var rule = context.Rulebook.Named(row.Rule);
        var console = Screen.Out;
        console.MarkupLine($"[bold]{row.Key}[/]  on {row.Environment}");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Line("promise", $"{row.Promise.Word()}: {rule.Title}");
        Line("rule", $"{rule.Id} (conformance/rules/{rule.File})");
        if (rule.Quote is { } quote)
        {
            Line("source", $"\"{quote.Trim()}\"");
        }

        foreach (var source in rule.Sources)
        {
            Line("", source.ToString());
        }

        foreach (var tally in row.Outcomes)
        {
            Line("happened", Told(tally));
        }

        Line("", Bounds.InWords(row.Attempts));

        if (row.Evidence is { } evidence)
        {
            Line("evidence", evidence.Text);
            foreach (var step in evidence.Cycle?.Steps ?? [])
            {
                Line("", $"{step.Text}: thread {step.Tid}, {step.State}, {step.Syscall}, "
                    + $"{step.SwitchesPerSecond:0} switches/s, {step.CpuShare:0.00} of a core");
            }

            Line("corroborated", evidence.Corroboration);
            Line("measured", evidence.Measures is null ? null
                : string.Join(", ", evidence.Measures.Select(m => $"{m.Key} {m.Value.ToString("N0", CultureInfo.InvariantCulture)}")));
        }

        Line("verdict", row.Verdict.Word());
        Line("instead", row.Promise == Promise.Defined ? null : rule.Prose.Instead);
        Line("by hand", program.ByHand(row.Key));
        console.Write(grid);

        void Line(string name, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(text.Trim()));
            }
        }
    }

    private static string Told(Tally tally)
    {
        var outcome = tally.Outcome;
        var parts = new List<string?>
        {
            outcome.Kind.Word() + (outcome.Detail is { } detail ? $" {detail}" : ""),
            outcome.Stage is { } stage ? $"stage {stage}" : null,
            $"{outcome.Seconds:0.00} s",
            tally.Count > 1 ? $"{tally.Count} times" : null,
        };
        var first = string.Join(", ", parts.OfType<string>());
        return outcome.Message is { Length: > 0 } message ? $"{first}\n{message}" : first;
    }
}
