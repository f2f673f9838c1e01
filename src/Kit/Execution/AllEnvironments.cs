using Kit.Matrix;

namespace Kit.Execution;

/// <summary>What <c>--environment all</c> stands for.</summary>
public static class AllEnvironments
{
    /// <summary>The word.</summary>
    public const string Word = "all";

    /// <summary>On this platform: CoreCLR and NativeAOT of every version in conformance/Cells/Runtimes.props, each plain and
    /// then with the collecting neighbour, as the whole matrix is run without any name; and behind them both runtimes of the
    /// version that runs the kit with each other mode that a release build of them has.</summary>
    public static IReadOnlyList<EnvironmentName> Of(Installation installation)
    {
        string[] kinds = ["coreclr", "nativeaot"];
        var versions = RuntimeVersions.Of(installation).Keys.DefaultIfEmpty(Installation.OwnVersion);
        var plain = kinds.SelectMany(kind => versions.Select(v => EnvironmentName.Parse($"{kind}-{v}")));
        return
        [
            .. plain.SelectMany(e => (EnvironmentName[])[e, e.With(Mode.Collecting)])
                .Concat(kinds.SelectMany(kind => WithEachMode(EnvironmentName.Parse($"{kind}-{Installation.OwnVersion}"))))
                .Where(e => !installation.IsBundle || IsWhole(installation, e)), // there nothing can be built
        ];
    }

    private static bool IsWhole(Installation installation, EnvironmentName environment) => Neighbours.Of(installation, environment)
        .Append(environment).All(e => File.Exists(ChildBuild.Of(installation, e).File));

    /// <summary>A runtime with each mode but <see cref="Mode.Collecting"/> that a release build of it has.</summary>
    public static IEnumerable<EnvironmentName> WithEachMode(EnvironmentName plain) => Mode.All
        .Where(m => m != Mode.Collecting && !m.NeedsChecked && m.WhyNotOn(plain.Runtime) is null).Select(plain.With);

    /// <summary>The names as typed, <see cref="Word"/> replaced by what it stands for; each once.</summary>
    public static IReadOnlyList<EnvironmentName> Named(IEnumerable<string> names, Func<Installation> installation) =>
        [.. names.SelectMany(n => n == Word ? Of(installation()) : [EnvironmentName.Parse(n)]).Distinct()];
}
