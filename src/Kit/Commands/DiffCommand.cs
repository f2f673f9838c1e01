using System.CommandLine;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary><c>diff A B</c>: what changed between two sets of rows. Exit code 1 when something got worse, so that a CI
/// can gate on it.</summary>
public static class DiffCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext context)
    {
        var before = new Argument<string>("A") { Description = "a folder that a run wrote to, or a file of rows" };
        var after = new Argument<string>("B") { Description = "the same, later or elsewhere" };
        var json = SharedOptions.Json();
        var markdown = new Option<bool>("--markdown") { Description = "as Markdown" };
        var command = new Command(
            "diff", "What changed between two sets of rows: exit code 1 when something got worse.")
        {
            before, after, json, markdown,
        };
        command.SetAction(parsed =>
        {
            var (a, b) = (parsed.GetValue(before)!, parsed.GetValue(after)!);
            var plugIns = new[] { b, a }.SelectMany(ReportFolder.Find).Select(f => f.ReadRun()).OfType<RunFacts>()
                .SelectMany(r => r.Libraries).Select(l => (l.Name, l.File));
            var diff = Diff.Of(
                Read(a, parsed.InvocationConfiguration.Error), Read(b, parsed.InvocationConfiguration.Error), context.Known, new Reproduce(null, plugIns));
            parsed.InvocationConfiguration.Output.Write(
                parsed.GetValue(json) ? DiffFile.Json(diff, a, b) + "\n"
                : parsed.GetValue(markdown) ? DiffText.Markdown(diff, a, b)
                : $"{a} -> {b}\n{diff}");
            GitHub.Tell(diff, a, b);
            return diff.IsWorse ? ExitCode.Violated : ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The rows of a file, or of every environment in a folder.</summary>
    internal static IReadOnlyList<Row> Read(string path, TextWriter warnings)
    {
        var files = File.Exists(path) ? [path] : ReportFolder.Need(path).Select(f => f.RowsFile).ToList();
        var rows = new List<Row>();
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new InputException(
                    $"there is no {file}; to fold it from the attempts beside it: ./run-conformance.sh report {path}");
            }

            var read = LinesFile.Read(file, Row.Parse);
            rows.AddRange(read.Items);
            if (read.Cut is not null)
            {
                warnings.WriteLine($"{file}: the last line was cut by a crash and is left out");
            }
        }

        return rows;
    }
}
