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

    public static string Cell(Key key, EnvironmentName environment) =>
        $"./run-conformance.sh cell {key}{Option(environment)}";

    public static string Cell(Row row) => Cell(row.Key, row.Environment);

    /// <summary>Of all the cells that a selector matches.</summary>
    public static string Cells(string selector, EnvironmentName environment) =>
        $"./run-conformance.sh run {Shell.Word(selector)}{Option(environment)}";

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
