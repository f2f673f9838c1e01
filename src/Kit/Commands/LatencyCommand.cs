using System.CommandLine;
using System.Globalization;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary>latency: what a callback costs, next to the same thing in C.</summary>
public static class LatencyCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext context)
    {
        var selectors = new Argument<string[]>("SELECTOR")
        {
            Description = "which cells, of those that are defined; without one, all that is timed",
        };
        var environment = SharedOptions.Environment();
        var library = SharedOptions.Library();
        var quick = new Option<bool>("--quick") { Description = "in less than a minute, with wider intervals" };
        var output = SharedOptions.Output("the folder for rows and pages; without it reports for all, artifacts/latency for a selection, or with a build or library that is brought along");
        var json = SharedOptions.Json("the rows, as JSON lines");
        var compare = new Option<string[]>("--compare")
        {
            Description = "run nothing; compare the folders of two earlier runs, exit code 1 when something got slower",
            HelpName = "BEFORE AFTER",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var threshold = new Option<double>("--threshold")
        {
            Description = "with --compare: percent that count as a change",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("latency", "Times the defined cells, each beside its twin in C.")
        {
            selectors, environment, library, quick, output, json, compare, threshold,
        };
        var brought = new BroughtOptions();
        brought.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(compare) is { Length: 2 } folders)
            {
                return Compare(folders[0], folders[1], parsed.GetValue(threshold) / 100);
            }

            brought.Apply(parsed, context);
            using var interrupt = new Interrupt();
            var plugIns = parsed.GetValue(library)!;
            var all = parsed.GetValue(selectors)!.Length == 0 && plugIns.Length == 0 && context.Installation.Brought is null;
            var to = parsed.GetValue(output) ??
                (all ? context.DefaultOutput : Path.Combine(context.Installation.ResultsRoot, "artifacts", "latency"));
            foreach (var name in context.EnvironmentsOrPlain(parsed.GetValue(environment)!))
            {
                var plan = LatencyPlan.For(context, name, [.. parsed.GetValue(selectors)!.Select(Selector.Parse)], plugIns, parsed.GetValue(quick));
                var done = await new LatencyRun(context, name, plan, plugIns).RunAsync(Progress(name), interrupt.Token);
                var rows = new Fold(context, name, parsed.GetValue(quick)).Rows(plan, done);
                var folder = Path.Combine(to, name.FileName);
                LatencyReport.Write(folder, rows);
                if (parsed.GetValue(json))
                {
                    rows.ToList().ForEach(r => Console.WriteLine(r.ToLine()));
                }
                else
                {
                    Write(name, rows, folder);
                }
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(EnvironmentName environment, IReadOnlyList<LatencyRow> rows, string folder)
    {
        Console.WriteLine($"{environment}  {rows[0].Runtime}, {rows[0].Machine}");
        Console.WriteLine();
        Console.WriteLine($"{"quantity",-24} {"cell",-44} {"at",-12} {"ns",10} {"C",9} {"ratio",8}  warnings");
        foreach (var row in rows)
        {
            var at = row.Point is { } point ? $"{row.Axis} {point}" : row.Condition;
            Console.WriteLine(FormattableString.Invariant(
                $"{row.Quantity,-24} {row.Key,-44} {at,-12} {row.Value.Median,10:0.0} {row.Twin.Median,9:0.0} {row.Ratio.Median,8:0.00}  {string.Join(' ', row.Warnings)}"));
        }

        Console.WriteLine();
        Console.WriteLine(LatencyWords.Of(rows));
        if (LatencyWords.LeftOut(rows) is { Length: > 0 } leftOut)
        {
            Console.WriteLine(leftOut);
        }

        Console.WriteLine($"Rows, page and pictures: {Path.GetRelativePath(Environment.CurrentDirectory, folder)}");
    }

    private static Action<int, int> Progress(EnvironmentName environment)
    {
        var last = DateTime.MinValue;
        return (done, of) =>
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{environment}: {done} of {of} processes{(done == of ? "\n" : "")}");
            }
            else if (done == of || DateTime.UtcNow - last > TimeSpan.FromSeconds(10))
            {
                last = DateTime.UtcNow;
                Console.Error.WriteLine($"{environment}: {done} of {of} processes");
            }
        };
    }

    private static int Compare(string before, string after, double threshold)
    {
        var all = Comparison.Of(Read(before), Read(after), threshold);
        if (all.Count == 0)
        {
            throw new InputException($"{before} and {after} have no row in common: a row is compared with one of the same environment, cell and quantity, and of --quick with one of --quick");
        }

        foreach (var one in all.OrderByDescending(c => c.Shift).ThenBy(c => c.After.Subject, StringComparer.Ordinal))
        {
            var word = one.Shift switch { Shift.Same => "same", Shift.Faster => "faster", Shift.Slower => "slower", _ => "cannot tell" };
            var factor = one.Factor is { } f
                ? string.Create(CultureInfo.InvariantCulture, $"x {f.Median:0.000} ({f.Low:0.000} to {f.High:0.000})") : "too few processes";
            Console.WriteLine($"{word,-12} {factor,-28} {one.After.Subject}");
        }

        Console.WriteLine(
            $"Ratios to C; a change is one of more than {threshold * 100:0.#} %, each with {Comparison.Confidence * 100:0} % confidence: " +
            string.Join(", ", all.CountBy(c => c.Shift).OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key switch { Shift.CannotTell => "cannot tell", var k => k.ToString().ToLowerInvariant() }}")) + ".");
        return all.Any(c => c.Shift == Shift.Slower) ? ExitCode.Violated : ExitCode.Fine;
    }

    private static List<LatencyRow> Read(string folder)
    {
        var folders = LatencyReport.Find(folder);
        return folders.Count > 0 ? [.. folders.SelectMany(LatencyReport.Read)]
            : throw new InputException($"{folder} holds no {LatencyRow.FileName}: type ./run-conformance.sh latency --output {folder}");
    }
}
