using System.CommandLine;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;

// The command line of the kit. Each verb is a file in Commands/; a verb left out means `run`.
using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
var root = new RootCommand("The callback conformance kit: which callbacks from C into .NET are defined, which kill the process and which hang it, run and judged.");
string[] words = args.Length > 0 && args[0] is "-h" or "--help" or "-?" or "--version" ? args
    : args.Length > 0 && Verbs().Any(v => v.Name == args[0]) ? args
    : ["run", .. args];
foreach (var verb in Verbs())
{
    root.Subcommands.Add(verb);
}

try
{
    var parsed = root.Parse(words);
    if (parsed.Errors.Count > 0)
    {
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine(error.Message);
        }

        Console.Error.WriteLine("Type ./run-conformance.sh --help for what can be typed.");
        return ExitCode.Usage;
    }

    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted; // Ctrl-C said so already
}
catch (InputException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return ExitCode.Usage;
}
catch (Exception broken) when (broken is InstallationException or LauncherException or BrokenKitException)
{
    Console.Error.WriteLine(broken.Message);
    return ExitCode.Broken;
}
catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{fault.Message} What was run until then is kept: free some room or name another folder with --output, then go on with --resume.");
    return ExitCode.Broken;
}

IReadOnlyList<Command> Verbs() =>
[
    RunCommand.Create(context),
    CellCommand.Create(context),
    ListCommand.Create(context),
    ExplainCommand.Create(context),
    LatencyCommand.Create(context),
    ReportCommand.Create(context),
    DiffCommand.Create(),
    DoctorCommand.Create(context),
    SetupCommand.Create(context),
    BundleCommand.Create(context),
    LookCommand.Create(),
];
