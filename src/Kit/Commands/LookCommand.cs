using System.CommandLine;
using Kit.Execution;

namespace Kit.Commands;

/// <summary>look PID: what the runtime's own structures say of a stuck process. The kit calls it in a process of its own.</summary>
public static class LookCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(18);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var pid = new Argument<int>("PID") { Description = "a CoreCLR process" };
        var command = new Command("look", "Looks into a stuck process: threads, their mode, frames and locks, as JSON.") { pid };
        command.Hidden = true; // of use to the kit, and to whoever debugs it
        command.SetAction(parsed => Look.Describe(parsed.GetValue(pid), Console.Out, Limit));
        return command;
    }
}
