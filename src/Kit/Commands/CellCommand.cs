using System.CommandLine;
using Kit.Execution;
using Kit.Export;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>cell KEY: one cell in the foreground, with everything that is known about it.</summary>
public static class CellCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext context)
    {
        var keyText = new Argument<string>("KEY") { Description = "library::call::thread::entry::body (see: list)" };
        var options = new RunOptions();
        var json = SharedOptions.Json("the row, as JSON");
        var export = new Option<string?>("--export")
        {
            Description = "also write the cell as a program of its own, to attach to a bug report: C, C#, project, README",
            HelpName = "DIR",
        };
        var command = new Command("cell", "Runs one cell: promise, rule, what happened, evidence, and the command to debug it.")
        {
            keyText, options.Environment, options.Repeat, options.Library, export, json,
        };
        options.Brought.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var interrupt = new Interrupt();
            options.Brought.Apply(parsed, context);
            var plugIns = parsed.GetValue(options.Library)!;
            var key = context.NeedCell(parsed.GetValue(keyText)!, plugIns);
            var code = ExitCode.Fine;
            foreach (var environment in context.EnvironmentsOrPlain(parsed.GetValue(options.Environment)!))
            {
                var program = context.Program(environment, plugIns);
                var row = await RunAsync(context, program, key, parsed.GetValue(options.Repeat), interrupt.Token);
                CellReport.Write(context, program, row, parsed.GetValue(json));
                if (parsed.GetValue(export) is { } folder)
                {
                    Export(context, program, context.Axes(environment, plugIns), row, folder, parsed.InvocationConfiguration.Error);
                }

                code = Math.Max(code, ExitCode.Of(row.Verdict));
            }

            return code;
        });
        return command;
    }

    private static void Export(KitContext context, ChildProgram program, Axes axes, Row row, string folder, TextWriter words)
    {
        var machine = Machine.This;
        var reproducer = Reproducer.Of(
            context.Installation, row, context.Rulebook.Named(row.Rule), program, axes.Library(row.Key.Library),
            $"{axes.Runtime}, {machine.Kernel}, {machine.Libc}, {machine.Cpu}");
        reproducer.Write(folder);
        words.WriteLine($"Written to {folder}. To run it: {reproducer.How.CommandFor(folder)}");
    }

    private static async Task<Row> RunAsync(
        KitContext context, ChildProgram program, Key key, int repeat, CancellationToken cancel)
    {
        var environment = program.Environment;
        var attempts = new List<Attempt>();
        await using var load = await Load.BeginAsync(context.Installation, environment);
        using var job = new Job(context.Installation, new Watcher(
            Patience.Times(environment, context.Installation.TimeoutScale), context.Looks.Ask));
        for (var number = 1; number <= repeat; number++)
        {
            var seen = await job.RunAsync(l => program.Cell(key, l), Patience.Limit(environment, context.Installation.TimeoutScale), cancel);
            attempts.Add(new Attempt(
                key, environment, number, seen.Outcome, seen.Cpu.TotalSeconds, Isolated: true, Plan: "cell", seen.Evidence));
        }

        return Reports.Rows.Fold(attempts, context.Rulebook, context.Known(environment), environment).Single();
    }
}
