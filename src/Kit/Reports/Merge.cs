using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>What several folders of one environment say together.</summary>
/// <param name="Environment">Theirs.</param>
/// <param name="Attempts">All of them; empty where only rows were kept.</param>
/// <param name="Rows">The rows that were kept where there are no attempts.</param>
/// <param name="Run">The facts of the first; its account is made anew from the rows.</param>
/// <param name="Cuts">Files whose last line a crash cut.</param>
public sealed record Merge(
    EnvironmentName Environment,
    IReadOnlyList<Attempt> Attempts,
    IReadOnlyList<Row> Rows,
    RunFacts? Run,
    IReadOnlyList<string> Cuts)
{
    /// <summary>Puts folders together, by environment.</summary>
    /// <exception cref="InputException">They cannot be told as one: another plan, another kit, or one with rows
    /// only.</exception>
    public static IReadOnlyList<Merge> Of(params IReadOnlyList<ReportFolder> folders)
    {
        if (folders.DistinctBy(f => Path.GetDirectoryName(f.Path)).Count() > 1)
        {
            RequireOneKit(folders); // what one run of the kit after another left in one folder is not merged, only shown
        }

        return [.. folders.GroupBy(f => f.Environment).OrderBy(g => g.Key.SortKey, StringComparer.Ordinal)
            .Select(g => One([.. g]))];
    }

    /// <summary>The rows: folded anew where there are attempts, so that they follow the rules and the known file of
    /// today.</summary>
    public IReadOnlyList<Row> Fold(Rulebook rulebook, Known known) =>
        Attempts.Count > 0 ? Reports.Rows.Fold(Attempts, rulebook, known, Environment) : Rows;

    /// <summary>The facts with an account of these rows.</summary>
    public RunFacts? Facts(IReadOnlyList<Row> rows) => Run is null ? null : Run with
    {
        Cells = rows.Count,
        Ledger = Ledger.Of(Run.Ledger.Planned, rows, Run.Ledger.NotRun, Run.Ledger.Holes, otherwise: null),
    };

    // Also of different environments: on one page nobody can tell what the runtime did from what the kit did otherwise.
    private static void RequireOneKit(IReadOnlyList<ReportFolder> folders)
    {
        var kits = folders.Select(f => (Run: f.ReadRun(), f.RunFile)).Where(r => r.Run is not null).DistinctBy(r => r.Run!.Kit)
            .Select(r => $"kit {r.Run!.Kit} ({r.RunFile})").ToList();
        if (kits.Count > 1)
        {
            throw new InputException(
                $"these reports cannot be put together: they are of {string.Join(" and ", kits)}. Run one of them again with the kit of the other, "
                + $"or render each alone: ./run-conformance.sh report {folders[0].Path}");
        }
    }

    private static Merge One(IReadOnlyList<ReportFolder> folders)
    {
        List<Attempt> attempts = [];
        List<Row> rows = [];
        List<string> cuts = [];
        List<(RunFacts Facts, string File)> runs = [];
        Dictionary<string, string> plans = [];
        foreach (var folder in folders)
        {
            var tried = folder.ReadAttempts();
            attempts.AddRange(tried.Items);
            if (tried.Cut is not null)
            {
                cuts.Add(folder.AttemptsFile);
            }

            if (tried.Items.Count == 0)
            {
                var kept = folder.ReadRows();
                rows.AddRange(kept.Items);
                if (kept.Cut is not null)
                {
                    cuts.Add(folder.RowsFile);
                }
            }

            if (folder.ReadRun() is { } run)
            {
                runs.Add((run, folder.RunFile));
                plans.TryAdd(run.Plan, folder.RunFile);
            }

            foreach (var plan in tried.Items.Select(a => a.Plan).Distinct())
            {
                plans.TryAdd(plan, folder.AttemptsFile);
            }
        }

        Require(folders, attempts.Count == 0 || rows.Count == 0,
            "some of them have attempts and some have rows only. Bring the file attempts.jsonl of each, or render each alone");
        Require(
            folders, rows.Count == 0 || folders.Count == 1, "rows without their attempts cannot be folded into one. Bring the file attempts.jsonl of each, or render each alone");
        Require(folders, plans.Count <= 1,
            $"they are of {plans.Count} plans: {string.Join(" and ", plans.Select(p => $"{p.Value} ({p.Key[..Math.Min(8, p.Key.Length)]})"))}. "
            + "Run them with the same selectors, libraries and kit, or render each alone");
        var builds = runs.DistinctBy(r => (r.Facts.Runtime, r.Facts.Build?.Commit)).Select(r => $"{r.Facts.Runtime} ({r.File})").ToList();
        Require(folders, builds.Count <= 1,
            $"they are of {builds.Count} builds of the runtime: {string.Join(" and ", builds)}. Run them on the same build, or render each alone");
        return new Merge(folders[0].Environment, attempts, rows, runs.FirstOrDefault().Facts, cuts);
    }

    private static void Require(IReadOnlyList<ReportFolder> folders, bool holds, string why)
    {
        if (!holds)
        {
            throw new InputException(
                $"the reports of {folders[0].Environment} cannot be put together: {why}: ./run-conformance.sh report {folders[0].Path}");
        }
    }
}
