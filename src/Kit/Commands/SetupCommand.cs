using System.CommandLine;
using System.Diagnostics;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary><c>setup</c>: installs system libraries that the matrix can use and this machine lacks. It says what it
/// does before it does it, and that there is nothing to do when there is nothing to do.</summary>
public static class SetupCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit) => Create(kit, Environment.IsPrivilegedProcess, Run);

    internal static Command Create(KitContext kit, bool isRoot, Func<string, int> run)
    {
        var command = new Command(
            "setup", "Installs the optional system libraries that are not here (Debian, Ubuntu).");
        command.SetAction(parsed => Install(kit, isRoot, run, parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Install(KitContext kit, bool isRoot, Func<string, int> run, TextWriter output)
    {
        var libraries = kit.Axes([]).Libraries;
        var absent = libraries.Where(l => l.Absent is not null).ToList();
        output.WriteLine($"Here: {Names(libraries.Where(l => l.Absent is null))}.");
        foreach (var library in absent)
        {
            output.WriteLine($"Absent: {library.Name}: {library.Absent}");
        }

        var packages = absent.Select(l => SystemPackage.Of(l.Name)).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal).ToList();
        if (packages.Count == 0)
        {
            output.WriteLine(absent.Count == 0
                ? "Nothing to install: every library of the matrix comes with the kit, with the C library or in a .NET " +
                  "package that the build restores."
                : "Nothing to install: no package of the system brings what is absent.");
            return ExitCode.Fine;
        }

        var command = $"apt-get install --yes --no-install-recommends {string.Join(' ', packages)}";
        if (!isRoot)
        {
            output.WriteLine($"To install what is absent: sudo {command}");
            return ExitCode.Fine;
        }

        output.WriteLine(command);
        var code = run(command);
        output.WriteLine(code == 0
            ? "Installed. To see them: ./run-conformance.sh list --libraries"
            : $"apt-get ended with {code}; its lists may be old: apt-get update");
        return code == 0 ? ExitCode.Fine : ExitCode.Broken;
    }

    private static string Names(IEnumerable<Library> libraries) =>
        string.Join(", ", libraries.Select(l => $"{l.Name} {l.Version}"));

    private static int Run(string command)
    {
        var words = command.Split(' ');
        try
        {
            using var process = Process.Start(words[0], words[1..]);
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InputException($"{words[0]} cannot be started: {fault.Message}", fault);
        }
    }
}
