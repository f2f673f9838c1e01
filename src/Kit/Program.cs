using System.CommandLine;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;

// The command line of the kit. Each verb is a file in Commands/; a verb left out means `run`.
using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
var root = new RootCommand("The callback conformance kit: which callbacks from C into .NET are defined, which kill the process and which hang it, run and judged.");
var isVerb = args.Length > 0 && (args[0] is "-h" or "--help" or "-?" or "--version" || Verbs().Any(v => v.Name == args[0]));
string[] words = isVerb ? args : ["run", .. args];
foreach (var verb in Verbs())
{
    root.Subcommands.Add(verb);
}

try
{
    var parsed = root.Parse(words);
    Typed.NeedOptions(parsed);
    Typed.NeedWords(parsed);
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
    if (!isVerb && args.Length > 0 && Nearest.To(args[0], Verbs().Where(v => !v.Hidden).Select(v => v.Name)) is { Count: > 0 } near)
    {
        Console.Error.WriteLine($"  nor is there a verb '{args[0]}'; nearest: {string.Join(", ", near)}");
    }

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
catch (Exception bug)
{
    // Without this it would end with 134 and a core file, which no pipeline knows how to read.
    Console.Error.WriteLine($"The kit itself failed, and says nothing of the runtime: {bug}");
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
    DiffCommand.Create(context),
    DoctorCommand.Create(context),
    SetupCommand.Create(context),
    BundleCommand.Create(context),
    LookCommand.Create(),
];
