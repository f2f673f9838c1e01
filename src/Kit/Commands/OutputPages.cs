using Kit.Matrix;
using Kit.Reports;
using Kit.Reports.Html;
using Kit.Reports.Patterns;

namespace Kit.Commands;

/// <summary>Writes the pages of an output folder, over all environments that have left rows in it, also in earlier runs:
/// the one for a browser, and those about rules.</summary>
public static class OutputPages
{
    /// <summary>Answers the path of the page for a browser and that of the page about rules.</summary>
    /// <param name="output">The folder; that of a single environment has the pages of this one.</param>
    /// <param name="cuts">Files that a crash cut and that lie elsewhere, by environment.</param>
    public static (string Index, string Patterns) Write(
        KitContext kit, string output, IReadOnlyDictionary<EnvironmentName, IReadOnlyList<string>>? cuts = null)
    {
        var folders = ReportFolder.Find(output);
        var inputs = folders.Select(folder => PageInput.Of(
            folder, kit.Known(folder.Environment), cuts?.GetValueOrDefault(folder.Environment) ?? [])).ToList();
        var index = Path.Combine(output, IndexPage.Name);
        LinesFile.Replace(index, [IndexPage.Render(inputs, kit.Rulebook).TrimEnd('\n')]);
        var pages = new PatternBook(kit.Rulebook, inputs, kit.RootAsSeenFrom(output)).Pages().ToList();
        foreach (var (path, text) in pages)
        {
            LinesFile.Replace(Path.Combine(output, path), [text.TrimEnd('\n')]);
        }

        RemoveOthers(Path.Combine(output, PatternBook.FolderName), [.. pages.Select(p => Path.GetFileName(p.Path))]);
        return (index, Path.Combine(output, PatternBook.PageName));
    }

    // A rule that is gone or has another name leaves no page behind. What somebody else put there stays.
    private static void RemoveOthers(string folder, HashSet<string> ours)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.md").Where(f => !ours.Contains(Path.GetFileName(f))))
        {
            if (File.ReadLines(file).Skip(2).FirstOrDefault() == Markdown.Written)
            {
                File.Delete(file);
            }
        }
    }
}
