using Kit.Latency.Plots;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Latency;

/// <summary>The page and the pictures of one environment, made of its rows alone.</summary>
public static class LatencyReport
{
    /// <summary>Writes rows, page and pictures.</summary>
    public static void Write(string folder, IReadOnlyList<LatencyRow> rows)
    {
        LinesFile.Replace(Path.Combine(folder, LatencyRow.FileName), rows.Select(r => r.ToLine()));
        Render(folder, rows);
    }

    /// <summary>Writes page and pictures; a picture that these rows have nothing for goes. Answers the path of the page.</summary>
    public static string Render(string folder, IReadOnlyList<LatencyRow> rows)
    {
        var pictures = Picture.All(rows);
        foreach (var old in Directory.GetFiles(folder, Picture.Files).Where(f => pictures.All(p => p.File != Path.GetFileName(f))))
        {
            File.Delete(old);
        }

        foreach (var picture in pictures)
        {
            LinesFile.Replace(Path.Combine(folder, picture.File), [picture.Svg.TrimEnd('\n')]);
        }

        var page = Path.Combine(folder, LatencyPage.FileName);
        LinesFile.Replace(page, [LatencyPage.Render(rows, pictures).TrimEnd('\n')]);
        return page;
    }

    /// <summary>The folders with rows of latency in an output folder, or the folder itself if it has some.</summary>
    public static IReadOnlyList<string> Find(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetDirectories(directory).Append(directory).Where(d => File.Exists(Path.Combine(d, LatencyRow.FileName))).Order(StringComparer.Ordinal)]
        : [];

    /// <exception cref="InputException">There is no row in it.</exception>
    public static IReadOnlyList<LatencyRow> Read(string folder)
    {
        var file = Path.Combine(folder, LatencyRow.FileName);
        var rows = LinesFile.Read(file, LatencyRow.Parse).Items;
        return rows.Count > 0 ? rows : throw new InputException($"{file} holds no row: type ./run-conformance.sh latency --output {folder}");
    }
}
