using Kit.Execution;
using Kit.Matrix;

namespace Kit.Reports;

/// <summary>The folder of one environment under an output folder: what ran, what came of it, and the page.</summary>
public sealed class ReportFolder(string path, EnvironmentName environment)
{
    public const string AttemptsName = "attempts.jsonl", RowsName = "rows.jsonl", RunName = "run.json";
    public const string PageName = "matrix.md", BadgeName = "badge.svg";
    public const string DiffPageName = "diff.md", DiffName = "diff.json";
    public const string JUnitName = "junit.xml", TrxName = "results.trx";

    public string Path { get; } = path;

    public EnvironmentName Environment { get; } = environment;

    /// <summary>Every attempt, appended as it ends.</summary>
    public string AttemptsFile => In(AttemptsName);

    /// <summary>The rows folded from them.</summary>
    public string RowsFile => In(RowsName);

    /// <summary>The run's own facts.</summary>
    public string RunFile => In(RunName);

    /// <summary>The page for people.</summary>
    public string PageFile => In(PageName);

    /// <summary>The folder of an environment, which may not be there yet.</summary>
    public static ReportFolder Of(string output, EnvironmentName environment) =>
        new(System.IO.Path.Combine(output, environment.FileName), environment);

    /// <summary>The folders in an output folder, by environment; or the folder itself, if it is one of an
    /// environment.</summary>
    public static IReadOnlyList<ReportFolder> Find(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetDirectories(directory).Append(System.IO.Path.GetFullPath(directory))
            .Select(Recognize).OfType<ReportFolder>().OrderBy(f => f.Environment.SortKey, StringComparer.Ordinal)]
        : [];

    /// <summary>The same, where there must be one.</summary>
    /// <exception cref="InputException">There is none: says what was expected.</exception>
    public static IReadOnlyList<ReportFolder> Need(string directory) =>
        Find(directory) is { Count: > 0 } folders ? folders
        : throw new InputException(!Directory.Exists(directory)
            ? $"there is no folder {directory}"
            : $"{directory} holds no report: expected a folder like {Reproduce.DefaultEnvironment.FileName} " +
              $"with {AttemptsName} or {RowsName} in it");

    public LinesRead<Attempt> ReadAttempts() => LinesFile.Read(AttemptsFile, Attempt.Parse);

    public LinesRead<Row> ReadRows() => LinesFile.Read(RowsFile, Row.Parse);

    /// <summary>Null when nothing was noted.</summary>
    public RunFacts? ReadRun()
    {
        try
        {
            return File.Exists(RunFile) ? RunFacts.Parse(File.ReadAllText(RunFile)) : null;
        }
        catch (InputException fault)
        {
            throw fault.At(RunFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{RunFile} cannot be read: {fault.Message}", fault);
        }
    }

    public void WriteRows(IEnumerable<Row> rows) => LinesFile.Replace(RowsFile, rows.Select(r => r.ToLine()));

    public void WriteRun(RunFacts facts) => LinesFile.Replace(RunFile, [facts.ToJson()]);

    public void Write(string name, string text) => LinesFile.Replace(In(name), [text.TrimEnd('\n')]);

    public void WritePage(string page) => LinesFile.Replace(PageFile, [page.TrimEnd('\n')]);

    /// <summary>What changed since a baseline; without one, what an earlier run wrote of it goes.</summary>
    public void WriteDiff(Diff? diff, string? baseline)
    {
        if (diff is null)
        {
            File.Delete(In(DiffPageName));
            File.Delete(In(DiffName));
            return;
        }

        Write(DiffPageName, DiffText.Markdown(diff, baseline!, Environment.ToString()));
        Write(DiffName, DiffFile.Json(diff, baseline!, Environment.ToString()));
    }

    /// <summary>The path of a file in it.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    private static ReportFolder? Recognize(string folder)
    {
        if (!File.Exists(System.IO.Path.Combine(folder, AttemptsName))
            && !File.Exists(System.IO.Path.Combine(folder, RowsName)))
        {
            return null;
        }

        try
        {
            return new ReportFolder(folder, EnvironmentName.FromFileName(System.IO.Path.GetFileName(folder)));
        }
        catch (InputException)
        {
            return null; // A folder of somebody else's with a file of that name.
        }
    }
}
