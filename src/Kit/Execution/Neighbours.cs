using Kit.Matrix;

namespace Kit.Execution;

/// <summary>The runtimes that <see cref="Mode.Neighbours"/> puts beside the one under test: NativeAOT of every version in
/// conformance/Cells/Runtimes.props but its own, each as a shared library. So on NativeAOT all versions are in one
/// process, and on CoreCLR both kinds of runtime.</summary>
internal static class Neighbours
{
    /// <summary>Empty in an environment without them.</summary>
    public static IEnumerable<EnvironmentName> Of(Installation installation, EnvironmentName environment) =>
        !environment.Has(Mode.Neighbours) ? []
            : RuntimeVersions.Of(installation).Keys
                .Where(version => !environment.IsNativeAot || version != environment.Version)
                .Select(version => EnvironmentName.Parse($"nativeaot-{version}+{Mode.Shared}"));

    /// <summary>The variable that names them to native/callbacks/modules.c.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(Installation installation, EnvironmentName environment)
    {
        var files = string.Join(':', Of(installation, environment).Select(n => installation.Need(ChildBuild.Of(installation, n).File)));
        return files.Length == 0 ? [] : [new("KIT_NEIGHBOURS", files)];
    }
}
