using Kit.Matrix;

namespace Kit.Reports;

/// <summary>All that is written of an environment's rows: files for programs, and pages for people.</summary>
public static class EnvironmentPages
{
    /// <summary>Writes them, each in one step.</summary>
    public static void Write(ReportFolder folder, IReadOnlyList<Row> rows, RunFacts? run, RuleOrder rules)
    {
        folder.WriteRows(rows);
        if (run is not null)
        {
            folder.WriteRun(run);
        }

        folder.WritePage(MatrixPage.Render(folder.Environment, rows, run, rules));
        folder.Write(ReportFolder.BadgeName, Badge.Svg(folder.Environment, rows, run?.Ledger.NotRunCells ?? 0));
        folder.Write(ReportFolder.JUnitName, Results.JUnit(folder.Environment, rows, run));
        folder.Write(ReportFolder.TrxName, Results.VisualStudio(folder.Environment, rows, run));
    }
}
