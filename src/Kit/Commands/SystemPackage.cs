namespace Kit.Commands;

/// <summary>Which package of Debian and Ubuntu brings a library that the kit does not bring itself.</summary>
internal static class SystemPackage
{
    // SQLite comes with the kit; the system's is taken where that build of it does not run.
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["sqlite"] = "libsqlite3-0",
    };

    /// <summary>The package, or null when no package brings it.</summary>
    public static string? Of(string library) => Packages.GetValueOrDefault(library);

    /// <summary>What to do for a library that is absent.</summary>
    public static string Advice(string library) =>
        Of(library) is { } package
            ? $"./run-conformance.sh setup, or: apt-get install {package}"
            : "no package brings it";
}
