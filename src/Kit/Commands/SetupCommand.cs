using System.CommandLine;
using System.Diagnostics;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary><c>setup</c>: installs system libraries that the matrix can use and this machine lacks. It says what it
/// does before it does it, and that there is nothing to do when there is nothing to do.</summary>
public static class SetupCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit) => Create(kit, Environment.IsPrivilegedProcess, Run, Policy);

    /// <param name="kit">Where things are.</param>
    /// <param name="isRoot">May it install?</param>
    /// <param name="run">Runs a command; its exit code.</param>
    /// <param name="policy">What <c>apt-cache policy</c> prints for names.</param>
    internal static Command Create(
        KitContext kit, bool isRoot, Func<string, int> run, Func<IReadOnlyList<string>, string> policy)
    {
        var command = new Command(
            "setup", "Installs the optional system libraries that are not here (Debian, Ubuntu).");
        command.SetAction(parsed =>
            new Setup(parsed.InvocationConfiguration.Output, isRoot, run, policy).Install(kit.Axes([]).Libraries));
        return command;
    }

    private static string Policy(IReadOnlyList<string> names)
    {
        var start = new ProcessStartInfo("apt-cache", ["policy", .. names]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C"; // its words are read
        return Started("apt-cache", () => Process.Start(start)!, p => p.StandardOutput.ReadToEnd());
    }

    private static int Run(string command)
    {
        var words = command.Split(' ');
        return Started(words[0], () => Process.Start(words[0], words[1..]), process =>
        {
            process.WaitForExit();
            return process.ExitCode;
        });
    }

    private static T Started<T>(string name, Func<Process> start, Func<Process, T> use)
    {
        try
        {
            using var process = start();
            return use(process);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InputException(
                $"{name} cannot be started: {fault.Message}; setup knows Debian and Ubuntu only", fault);
        }
    }
}
