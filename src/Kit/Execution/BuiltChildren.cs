using Kit.Matrix;

namespace Kit.Execution;

/// <summary>The builds of the child program that are there.</summary>
public static class BuiltChildren
{
    /// <summary>Each with the plainest environment that runs it, in the order of their names.</summary>
    public static IReadOnlyList<(ChildBuild Build, EnvironmentName Environment)> Of(Installation installation) =>
    [
        .. from folder in Directory.Exists(installation.CellsDirectory) ? Directory.GetDirectories(installation.CellsDirectory) : []
           let name = Path.GetFileName(folder)
           orderby name
           let environment = Environment(name)
           where environment is not null
           let build = ChildBuild.Of(installation, environment)
           where build.Name == name && File.Exists(build.File)
           select (build, environment),
    ];

    // A folder that no environment is called after is somebody else's.
    private static EnvironmentName? Environment(string build)
    {
        try
        {
            return EnvironmentName.Parse(build.StartsWith("net", StringComparison.Ordinal) ? "coreclr-" + build[3..] : build);
        }
        catch (InputException)
        {
            return null;
        }
    }
}
