using Kit.Matrix;

namespace Kit.Execution;

/// <summary>What <c>--environment all</c> stands for.</summary>
public static class AllEnvironments
{
    /// <summary>The word.</summary>
    public const string Word = "all";

    /// <summary>CoreCLR and NativeAOT of every version in conformance/Cells/Runtimes.props, on this platform; each plain and
    /// then with the collecting neighbour, as the whole matrix is run without any name.</summary>
    public static IReadOnlyList<EnvironmentName> Of(Installation installation) =>
    [
        .. from kind in (string[])["coreclr", "nativeaot"]
           from version in RuntimeVersions.Of(installation).Keys
           let plain = EnvironmentName.Parse($"{kind}-{version}")
           where !installation.IsBundle || File.Exists(ChildBuild.Of(installation, plain).File) // there nothing can be built
           from environment in (EnvironmentName[])[plain, plain.With(Mode.Collecting)]
           select environment,
    ];

    /// <summary>The names as typed, <see cref="Word"/> replaced by what it stands for; each once.</summary>
    public static IReadOnlyList<EnvironmentName> Named(IEnumerable<string> names, Func<Installation> installation) =>
        [.. names.SelectMany(n => n == Word ? Of(installation()) : [EnvironmentName.Parse(n)]).Distinct()];
}
