using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;

namespace Kit.Commands;

/// <summary>Writes the page of an output folder, over all environments that have left rows in it, also in earlier
/// runs.</summary>
public static class IndexFile
{
    /// <summary>Answers the path of the page.</summary>
    /// <param name="output">The folder; that of a single environment has the page of this one.</param>
    /// <param name="cuts">Files that a crash cut and that lie elsewhere, by environment.</param>
    public static string Write(
        KitContext kit, string output, IReadOnlyDictionary<EnvironmentName, IReadOnlyList<string>>? cuts = null)
    {
        var inputs = ReportFolder.Find(output).Select(folder => PageInput.Of(
            folder, kit.Known(folder.Environment), cuts?.GetValueOrDefault(folder.Environment) ?? []));
        var path = Path.Combine(output, IndexPage.Name);
        LinesFile.Replace(path, [IndexPage.Render(inputs, kit.Rulebook).TrimEnd('\n')]);
        return path;
    }
}
