using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary>Writes the page that lays the environments of an output folder side by side.</summary>
internal static class Differences
{
    /// <summary>Answers with a line about it, or null when the folder holds fewer than two environments.</summary>
    public static string? Write(KitContext kit, string output)
    {
        var folders = ReportFolder.Find(output).Where(f => File.Exists(f.RowsFile)).ToList();
        if (folders.Count < 2)
        {
            return null;
        }

        var rows = folders.SelectMany(f => f.ReadRows().Items).ToList();
        var order = new AxisOrder(folders.SelectMany(f => f.ReadRun()?.Members ?? []));
        var file = Path.Combine(output, DifferencesPage.Name);
        LinesFile.Replace(file, [DifferencesPage.Render(rows, kit.RulesAsSeenFrom(output), order).TrimEnd('\n')]);
        var differ = Difference.Of(rows).Count;
        return $"{file}: {Words.Count(differ, "cell")} {(differ == 1 ? "differs" : "differ")} between {folders.Count} environments";
    }
}
