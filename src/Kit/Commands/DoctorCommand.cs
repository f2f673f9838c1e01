using System.CommandLine;
using Kit.Reports;
using Spectre.Console;

namespace Kit.Commands;

/// <summary><c>doctor</c>: what this machine has and lacks, and how to get it.</summary>
public static class DoctorCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit) => Create(kit, Doctor.Ask, () => Screen.Out);

    internal static Command Create(KitContext kit, Func<string, string, string?> ask, Func<IAnsiConsole> screen)
    {
        var command = new Command("doctor", "What this machine has and lacks, and how to get it.");
        command.SetAction(_ => Examine(new Doctor(kit, ask), screen()));
        return command;
    }

    private static int Examine(Doctor doctor, IAnsiConsole console)
    {
        (string Title, List<Check> Checks)[] parts =
        [
            ("needed", [.. doctor.Needed()]),
            ("environments", [.. doctor.Environments()]),
            ("libraries", [.. doctor.Libraries()]),
            ("machine", [.. Doctor.About()]),
            ("helpful", [.. doctor.Helpful()]),
        ];
        foreach (var (title, checks) in parts)
        {
            console.MarkupLine($"[bold]{title}[/]");
            var table = Screen.Columns(("", false), ("", false), ("", false));
            table.ShowHeaders = false;
            table.Columns[0].NoWrap = table.Columns[1].NoWrap = true;
            foreach (var check in checks)
            {
                var advice = check.Advice.Length == 0 ? "" : $"\n[bold]-> {Markup.Escape(check.Advice)}[/]";
                table.AddRow($"  {Word(check.Health)}", Markup.Escape(check.Name), Markup.Escape(check.Found) + advice);
            }

            console.Show(table);
            console.WriteLine();
        }

        var missing = parts.Sum(p => p.Checks.Count(c => c.Health == Health.Missing));
        console.Verbatim(missing == 0
            ? "Everything that is needed is here: ./run-conformance.sh"
            : $"{missing} {(missing == 1 ? "thing is" : "things are")} missing that the kit cannot do without.");
        return missing == 0 ? ExitCode.Fine : ExitCode.Broken;
    }

    // Words and colours: the words are enough.
    private static string Word(Health health) => health switch
    {
        Health.Fine => "[green]ok[/]",
        Health.Missing => "[bold red]MISSING[/]",
        Health.Absent => "[yellow]absent[/]",
        _ => "[grey]not here[/]",
    };
}
