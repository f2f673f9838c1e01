using System.Text.Json;
using System.Text.Json.Nodes;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Spectre.Console;

namespace Kit.Commands;

/// <summary>What is said when a run has ended.</summary>
public static class RunSummary
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>To standard output; tables, or JSON when asked.</summary>
    public static void Write(KitContext context, IReadOnlyList<RunEnd> ends, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(ends.Select(Summary), Indented));
            return;
        }

        foreach (var end in ends)
        {
            var page = Path.GetRelativePath(Environment.CurrentDirectory, end.Folder.PageFile);
            SummaryTable.Write(Screen.Out, end.Environment, end.Rows, end.Facts, context.RulesAsSeenFrom(end.Folder.Path), page);
            Screen.Out.WriteLine(Speed(end));
            if (end.Facts.Build is { Brought: { } brought, ComparedWith: { } named } build)
            {
                Screen.Out.Verbatim($"{brought}: {InWords(end.Facts.Runtime, build)}; judged by what is known of {named}.");
            }

            if (end.Blessed.Count > 0)
            {
                Screen.Out.WriteLine($"{Words.Count(end.Blessed.Count, "line")} of conformance/known/{end.Environment.FileName}.txt changed:");
                foreach (var change in end.Blessed)
                {
                    Screen.Out.Verbatim(change.ToString());
                }
            }

            foreach (var dump in Dumps.Told(Path.Combine(end.Folder.Path, Dumps.FolderName), () => NativeProgram(context, end.Environment)))
            {
                Screen.Out.Verbatim(dump);
            }

            if (end.Against is { } diff)
            {
                Screen.Out.Verbatim(diff.ToString() ?? "");
            }
        }
    }

    private static string InWords(string runtime, BuildFact build) =>
        $"{runtime}, {build.Configuration ?? "of an unknown configuration"}, commit {build.Commit ?? "unknown"}";

    private static string Speed(RunEnd end) =>
        $"{Words.Count(end.Facts.Cells, "cell")} in {end.Facts.Seconds:0.0} s: {end.Facts.Cells / Math.Max(end.Facts.Seconds, 0.1):0} a second, "
        + (end.Floor is { } floor
            ? $"an isolated `empty` cell takes {floor.CellSeconds * 1000:0.0} ms of CPU, {floor.Ratio:0.00} times an empty program on the same runtime."
            : "each in a process of its own.");

    private static object Summary(RunEnd end) => new
    {
        format = 1,
        environment = end.Environment.ToString(),
        runtime = end.Facts.Runtime,
        build = end.Facts.Build is not { } build ? null : new
        {
            commit = build.Commit,
            configuration = build.Configuration,
            brought = build.Brought,
            comparedWith = build.ComparedWith,
        },
        stopped = end.Stop.ToString().ToLowerInvariant(),
        verdicts = end.Rows.CountBy(r => r.Verdict).OrderBy(v => v.Key).ToDictionary(v => v.Key.Word(), v => v.Value),
        outcomes = end.Rows.SelectMany(r => r.Outcomes).GroupBy(t => t.Outcome.Kind).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key.Word(), g => g.Sum(t => t.Count)),
        violations = end.Rows.Where(r => r.Verdict.Fails())
            .Select(r => new { key = r.Key.ToString(), rule = r.Rule, verdict = r.Verdict.Word(), reproduce = Reproduce.Of(end.Facts).Cell(r) }),
        ledger = new
        {
            planned = end.Facts.Ledger.Planned,
            ran = end.Facts.Ledger.Ran,
            absent = end.Facts.Ledger.AbsentCells,
            notRun = end.Facts.Ledger.NotRunCells,
        },
        baseline = end.AgainstAsJson is { } diff ? JsonNode.Parse(diff) : null,
        seconds = end.Facts.Seconds,
        emptyCellSeconds = end.Floor?.CellSeconds,
        emptyProgramSeconds = end.Floor?.FloorSeconds,
        folder = end.Folder.Path,
        exitCode = end.ExitCode,
    };

    private static string? NativeProgram(KitContext context, EnvironmentName environment) =>
        environment.IsNativeAot ? context.Program(environment, []).Program[0] : null;
}
