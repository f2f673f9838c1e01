using System.CommandLine;
using Kit.Execution;

namespace Kit.Commands;

/// <summary>look [PID]: what the runtime's own structures say of a stuck process. The kit runs it as a process of its own,
/// which reads one number after another.</summary>
public static class LookCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(18);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var pid = new Argument<int?>("PID")
        {
            Description = "a process; without one, those on standard input, one a line",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("look", "Looks into a stuck process: threads, their mode, frames and locks, as JSON.") { pid };
        command.Hidden = true; // of use to the kit, and to whoever debugs it
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(pid) is { } one)
            {
                return Look.Describe(one, Console.Out, Limit);
            }

            Look.Serve(Console.In, Console.Out, Limit);
            return ExitCode.Fine;
        });
        return command;
    }
}
