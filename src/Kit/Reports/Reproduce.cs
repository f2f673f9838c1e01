using Kit.Matrix;

namespace Kit.Reports;

/// <summary>The command that every failure ends with. Rows say nothing of folders: what names a build or a library on a command
/// line is known of their run.</summary>
public sealed class Reproduce
{
    private readonly string? brought;
    private readonly Dictionary<string, string> plugIns;

    /// <param name="brought">How a build was named that was brought along, if one was (<see cref="BuildFact.Brought"/>).</param>
    /// <param name="libraries">A file is that of one from outside the kit, as it was typed: without it nobody has such a
    /// cell.</param>
    public Reproduce(string? brought, IEnumerable<(string Library, string? File)> libraries)
    {
        this.brought = brought;
        plugIns = libraries.Where(l => l.File is not null).DistinctBy(l => l.Library)
            .ToDictionary(l => l.Library, l => $" --library {Shell.Word(l.File!)}", StringComparer.Ordinal);
    }

    /// <summary>The environment of a command line that names none: the runtime that the kit itself runs on, without
    /// modes.</summary>
    public static EnvironmentName DefaultEnvironment { get; } =
        EnvironmentName.Parse($"coreclr-{Environment.Version.Major}.{Environment.Version.Minor}");

    /// <summary>What a command line needs to know a library from outside the kit, by the library's name.</summary>
    public IReadOnlyDictionary<string, string> PlugIns => plugIns;

    /// <summary>For the cells of a run; of one that noted nothing, those of the kit alone.</summary>
    public static Reproduce Of(RunFacts? run) => new(run?.Build?.Brought, run?.Libraries.Select(l => (l.Name, l.File)) ?? []);

    public string Cell(Key key, EnvironmentName environment) =>
        $"./run-conformance.sh cell {key}{Option(environment)}{plugIns.GetValueOrDefault(key.Library)}";

    public string Cell(Row row) => Cell(row.Key, row.Environment);

    /// <summary>Of all the cells that a selector matches.</summary>
    public string Cells(string selector, EnvironmentName environment) => Cells(
        Shell.Word(selector), environment, plugIns.Keys.Where(Selector.Parse(selector).Places[0].Matches));

    /// <summary>The same for any selector of these libraries' cells.</summary>
    /// <param name="selector">As a shell takes it, or a word for one.</param>
    public string Cells(string selector, EnvironmentName environment, IEnumerable<string> libraries) =>
        $"./run-conformance.sh run {selector}{Option(environment)}"
        + string.Concat(libraries.Distinct().Order(StringComparer.Ordinal).Select(l => plugIns.GetValueOrDefault(l)));

    /// <summary>What a command line needs to mean the environment, with a space before it. The platform is left out: there is no
    /// other way to reproduce it than to be on that platform.</summary>
    public string Option(EnvironmentName environment)
    {
        var build = !environment.IsPrivate ? "" : " " + (brought ?? (environment.IsNativeAot ? "--child FILE" : "--runtime DIR"));
        var named = environment.Private(false).RuntimeAndModes;
        return named == DefaultEnvironment.RuntimeAndModes || (environment.IsPrivate && environment.Modes.IsEmpty)
            ? build
            : $" --environment {named}{build}";
    }
}
