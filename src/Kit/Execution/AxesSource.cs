using Kit.Matrix;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>The axes as the child program itself tells them: the one place that knows what there is.</summary>
public static class AxesSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Asks the child program.</summary>
    /// <param name="installation">Where the kit's parts are.</param>
    /// <param name="environment">Whose child: it is built first when it has to be.</param>
    /// <param name="plugInFiles">Libraries from outside the kit; they come last, in this order.</param>
    /// <exception cref="InputException">A file is not a library for the kit, or the child cannot tell.</exception>
    public static Axes Read(Installation installation, EnvironmentName environment, IReadOnlyList<string> plugInFiles)
    {
        ChildBuild.Of(installation, environment).Ensure(installation, environment, Console.Error.WriteLine);
        var axes = Ask(new ChildProgram(installation, environment), installation, "the child program");
        foreach (var file in plugInFiles)
        {
            if (!File.Exists(file))
            {
                throw new InputException($"there is no file {file}");
            }

            if (SharedObject.WhyNot(file) is { } reason)
            {
                throw new InputException($"{file} {reason}");
            }

            var path = Path.GetFullPath(file);
            var alone = Ask(new ChildProgram(installation, environment), installation, file, path);
            var added = alone.Libraries.Single();
            axes = axes.Libraries.Any(l => l.Name == added.Name)
                ? throw new InputException(
                    $"{file} calls itself '{added.Name}', and there is a library of that name: give it another")
                : axes.WithLibrariesOf(alone, file);
        }

        return axes;
    }

    /// <summary>Asks a child that somebody brings along, which may be anything.</summary>
    /// <exception cref="InputException">It does not answer as a child does.</exception>
    internal static Axes AskOne(Installation installation, EnvironmentName environment, string file, string advice)
    {
        try
        {
            return Ask(new ChildProgram(installation, environment), installation, "it");
        }
        catch (InputException fault)
        {
            throw new InputException($"{file} is no child of this kit: {fault.Message}. {advice}", fault);
        }
    }

    private static Axes Ask(
        ChildProgram program, Installation installation, string source, string? plugInFile = null)
    {
        // It loads every library there is, and gives no sign of life meanwhile.
        var limit = Limit * installation.TimeoutScale;
        using var job = new Job(installation, new Watcher(WatchTimes.Default with { Silence = limit }));
        var seen = job.RunAsync(l => program.Describe(l, plugInFile), limit, CancellationToken.None).GetAwaiter().GetResult();
        return seen.Outcome switch
        {
            { Kind: OutcomeKind.Returned } => Axes.Parse(source, job.Output().Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            var outcome => throw new InputException(
                $"{source} does not say what it is ({outcome.Kind.Word()}{(outcome.Detail is { } detail ? $" {detail}" : "")}): " +
                (outcome.Message ?? (job.Errors().Trim() is { Length: > 0 } words ? words : "it said nothing"))),
        };
    }
}
