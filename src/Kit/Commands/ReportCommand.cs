using System.CommandLine;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary><c>report</c>: makes rows and pages anew from what earlier runs left, and runs nothing.</summary>
public static class ReportCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit)
    {
        var folders = new Argument<string[]>("DIR")
        {
            Description = "folders that runs wrote to; several are merged, environment by environment",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = SharedOptions.Output("where to write; without it, into the one folder itself");
        var command = new Command(
            "report", "Folds attempts into rows and renders the pages again; merges; lays environments side by side; runs nothing.")
        {
            folders, output,
        };
        command.SetAction(parsed => Run(
            kit, parsed.GetValue(folders)!, parsed.GetValue(output), parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(KitContext kit, string[] sources, string? output, TextWriter words, TextWriter warnings)
    {
        if (output is null && sources.Length > 1)
        {
            throw new InputException("several folders are merged into a new one: say into which, with --output DIR");
        }

        if (sources.Length > 1)
        {
            RequireApart(sources, output!);
        }

        RenderLatency(sources, output, words);
        if (sources.All(s => LatencyReport.Find(s).Count > 0 && ReportFolder.Find(s).Count == 0))
        {
            return ExitCode.Fine; // nothing but latency
        }

        var code = ExitCode.Fine;
        var cuts = new Dictionary<EnvironmentName, IReadOnlyList<string>>();
        foreach (var merge in Merge.Of([.. sources.SelectMany(ReportFolder.Need)]))
        {
            var folder = output is null
                ? ReportFolder.Need(sources[0]).Single(f => f.Environment == merge.Environment)
                : ReportFolder.Of(output, merge.Environment);
            cuts[merge.Environment] = merge.Cuts;
            foreach (var cut in merge.Cuts)
            {
                warnings.WriteLine(
                    $"{cut}: the last line was cut by a crash and is left out; 'run --resume' makes up for it");
            }

            var rows = merge.Fold(kit.Rulebook, kit.Known(merge.Environment));
            var run = merge.Facts(rows);
            EnvironmentPages.Write(folder, rows, run, kit.RulesAsSeenFrom(folder.Path));
            words.WriteLine($"{folder.PageFile}: {Words.Count(rows.Count, "cell")}. {Counts.Verdicts(rows)}");
            if (run is not null)
            {
                GitHub.Tell(kit, merge.Environment, rows, run);
            }

            if (run is { Ledger.AddsUp: false })
            {
                warnings.WriteLine($"{folder.RunFile}: the account does not add up: {run.Ledger}");
                code = ExitCode.Broken;
            }
        }

        if (Differences.Write(kit, output ?? sources[0]) is { } page)
        {
            words.WriteLine(page);
        }

        var (index, patterns) = OutputPages.Write(kit, output ?? sources[0], cuts);
        words.WriteLine($"{index}: everything on one page, for a browser.");
        words.WriteLine($"{patterns}: what is allowed, by what somebody wants to do; a page for each rule beside it.");
        return code;
    }

    // Two runs of latency are never one: each has a machine's mood of its own. They can be compared.
    private static void RenderLatency(string[] sources, string? output, TextWriter words)
    {
        var folders = sources.SelectMany(LatencyReport.Find).Select(f => (From: f, Rows: LatencyReport.Read(f))).ToList();
        if (folders.GroupBy(f => f.Rows[0].Environment).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputException(
                $"{string.Join(" and ", twice.Select(f => f.From))} both hold rows of latency of {twice.Key}, which are not merged: type " +
                $"./run-conformance.sh latency --compare {string.Join(' ', twice.Take(2).Select(f => f.From))}");
        }

        foreach (var (from, rows) in folders)
        {
            if (output is null)
            {
                words.WriteLine($"{LatencyReport.Render(from, rows)}: {Words.Count(rows.Count, "row")} of latency.");
                continue;
            }

            var to = ReportFolder.Of(output, EnvironmentName.Parse(rows[0].Environment, EnvironmentName.ThisPlatform)).Path;
            LatencyReport.Write(to, rows);
            words.WriteLine($"{Path.Combine(to, LatencyPage.FileName)}: {Words.Count(rows.Count, "row")} of latency.");
        }
    }

    // Attempts that are read twice would count twice, and a folder that is read and written no longer says what it said.
    private static void RequireApart(string[] sources, string output)
    {
        var paths = sources.Select(s => Path.TrimEndingDirectorySeparator(Path.GetFullPath(s))).ToList();
        if (paths.CountBy(p => p).FirstOrDefault(p => p.Value > 1).Key is { } twice)
        {
            throw new InputException($"{twice} is named twice, and its attempts would count twice: name it once");
        }

        if (paths.Contains(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output))))
        {
            throw new InputException($"{output} is one of the folders that are merged: name another with --output DIR");
        }
    }
}
