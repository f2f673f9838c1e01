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
        var sheet = new Sheet();
        sheet.Add("promise", $"{row.Promise.Word()}: {rule.Title}");
        sheet.Add("rule", $"{rule.Id} (conformance/rules/{rule.File})");
        if (rule.Quote is { } quote)
        {
            sheet.Add("source", $"\"{quote.Trim()}\"");
        }

        foreach (var source in rule.Sources)
        {
            sheet.Add("", source.ToString());
        }

        foreach (var tally in row.Outcomes)
        {
            sheet.Add("happened", Told(tally));
        }

        sheet.Add("", Bounds.InWords(row.Attempts));

        if (row.Evidence is { } evidence)
        {
            sheet.Add("evidence", evidence.Text);
            foreach (var step in evidence.Cycle?.Steps ?? [])
            {
                sheet.Add("", $"{step.Text}: thread {step.Tid}, {step.State}, {step.Syscall}, "
                    + $"{step.SwitchesPerSecond:0} switches/s, {step.CpuShare:0.00} of a core");
            }

            sheet.Add("corroborated", evidence.Corroboration);
            sheet.Add("measured", evidence.Measures is null ? null
                : string.Join(", ", evidence.Measures.Select(m => $"{m.Key} {m.Value.ToString("N0", CultureInfo.InvariantCulture)}")));
        }

        sheet.Add("verdict", row.Verdict.Word());
        sheet.AddProse("instead", row.Promise == Promise.Defined ? null : rule.Prose.Instead);
        sheet.AddCommand("by hand", program.ByHand(row.Key));
        sheet.Write(console);
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
