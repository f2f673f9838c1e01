using Kit.Matrix;

namespace Kit.Reports;

/// <summary>The command that every failure ends with.</summary>
public static class Reproduce
{
    /// <summary>The environment of a command line that names none: the runtime that the kit itself runs on, without
    /// modes.</summary>
    public static EnvironmentName DefaultEnvironment { get; } =
        EnvironmentName.Parse($"coreclr-{Environment.Version.Major}.{Environment.Version.Minor}");

    /// <summary>How the build is named that was brought along, for who runs one: known to the command line alone, as rows say
    /// nothing of folders.</summary>
    public static string? Brought { get; set; }

    /// <summary>The files of libraries from outside the kit, by their names: without its file nobody has such a cell.</summary>
    private static Dictionary<string, string> plugIns = [];

    /// <summary>From now on with these libraries; a file is that of one from outside the kit, as it was typed.</summary>
    public static void With(IEnumerable<(string Library, string? File)> libraries) => plugIns = libraries
        .Where(l => l.File is not null).DistinctBy(l => l.Library).ToDictionary(l => l.Library, l => PlugIn(l.File!), StringComparer.Ordinal);

    public static string Cell(Key key, EnvironmentName environment) =>
        $"./run-conformance.sh cell {key}{Option(environment)}{plugIns.GetValueOrDefault(key.Library)}";

    public static string Cell(Row row) => Cell(row.Key, row.Environment);

    /// <summary>Of all the cells that a selector matches.</summary>
    public static string Cells(string selector, EnvironmentName environment) => Cells(
        Shell.Word(selector), environment, plugIns.Keys.Where(Selector.Parse(selector).Places[0].Matches));

    /// <summary>The same for any selector of these libraries' cells.</summary>
    /// <param name="selector">As a shell takes it, or a word for one.</param>
    internal static string Cells(string selector, EnvironmentName environment, IEnumerable<string> libraries) =>
        $"./run-conformance.sh run {selector}{Option(environment)}"
        + string.Concat(libraries.Distinct().Order(StringComparer.Ordinal).Select(l => plugIns.GetValueOrDefault(l)));

    /// <summary>What a command line needs to know a library from outside the kit.</summary>
    internal static string PlugIn(string file) => $" --library {Shell.Word(file)}";

    // The platform is left out: there is no other way to reproduce it than to be on that platform.
    internal static string Option(EnvironmentName environment, string? build = null)
    {
        var option = environment.IsNativeAot ? "--child" : "--runtime";
        build ??= Brought?.StartsWith(option, StringComparison.Ordinal) == true ? Brought
            : $"{option} {(environment.IsNativeAot ? "FILE" : "DIR")}";
        var brought = environment.IsPrivate ? $" {build}" : "";
        var named = environment.Private(false).RuntimeAndModes;
        return named == DefaultEnvironment.RuntimeAndModes || (environment.IsPrivate && environment.Modes.IsEmpty)
            ? brought
            : $" --environment {named}{brought}";
    }
}
