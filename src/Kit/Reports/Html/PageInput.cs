using Kit.Latency;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Html;

/// <summary>One environment as the page is given it.</summary>
/// <param name="Rows">In any order.</param>
/// <param name="Run">Its own facts, where it left any.</param>
/// <param name="Known">What is known of the environment.</param>
/// <param name="Missing">Sentences about what a crash took.</param>
public sealed record PageInput(
    EnvironmentName Environment, IReadOnlyList<Row> Rows, RunFacts? Run, Known Known, IReadOnlyList<string> Missing)
{
    /// <summary>What was timed of it.</summary>
    public IReadOnlyList<LatencyRow> Latency { get; init; } = [];

    /// <summary>What lies in a folder: its rows, and nothing that was not folded into them.</summary>
    /// <param name="folder">Of one environment.</param>
    /// <param name="known">Of that environment.</param>
    /// <param name="cuts">Files whose last line a crash cut, besides the folder's own.</param>
    public static PageInput Of(ReportFolder folder, Known known, IEnumerable<string> cuts)
    {
        var rows = folder.ReadRows();
        var cut = cuts.Select(Path.GetFileName).OfType<string>().ToHashSet();
        if (rows.Cut is not null)
        {
            cut.Add(ReportFolder.RowsName);
        }

        if (LinesFile.IsCut(folder.AttemptsFile))
        {
            cut.Add(ReportFolder.AttemptsName);
        }

        var latency = LinesFile.Read(Path.Combine(folder.Path, LatencyRow.FileName), LatencyRow.Parse);
        var missing = cut.Order(StringComparer.Ordinal)
            .Select(c => $"The last line of {c} was cut by a crash and is left out; run --resume makes up for it.")
            .Concat(latency.Cut is null ? [] : [$"The last line of {LatencyRow.FileName} was cut by a crash and is left out; latency makes it anew."]);
        return new PageInput(folder.Environment, rows.Items, folder.ReadRun(), known, [.. missing]) { Latency = latency.Items };
    }

    /// <summary>All that is not whole: what a crash took, and cells of the plan that have no row.</summary>
    internal IReadOnlyList<string> AllMissing()
    {
        if (Run is null)
        {
            return [.. Missing, "The run left no account of its plan: what was not run is not known."];
        }

        var missing = Run.Ledger.Planned - Rows.Count;
        return missing <= 0 ? Missing :
        [
            .. Missing,
            $"{missing:N0} of {Run.Ledger.Planned:N0} planned cells have no row" + Run.Ledger.NotRun switch
            {
                [] => ", and nothing says why.",
                var reasons => ": " + string.Join(" ", reasons.Select(r => r.Text)),
            },
        ];
    }
}
