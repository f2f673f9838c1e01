using Kit.Matrix;

namespace Kit.Commands;

/// <summary>The Debian and Ubuntu packages of libraries that the kit does not bring itself, as their descriptors name them
/// (<c>packages</c> of kit.h): several with ' ' between, and '|' between the names that releases give to one.</summary>
internal static class SystemPackages
{
    /// <summary>The packages of a library, each with its names, the newest first.</summary>
    public static IEnumerable<string[]> Of(Library library) =>
        (library.Packages ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('|'));

    /// <summary>What to do for a library that is absent.</summary>
    public static string Advice(Library library) => library.Packages is null
        ? "no package brings it"
        : $"./run-conformance.sh setup, or: apt-get install {string.Join(' ', Of(library).Select(names => names[0]))}";

    /// <summary>The names that have a candidate in what <c>apt-cache policy NAME...</c> printed.</summary>
    public static HashSet<string> Installable(string policy)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in policy.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                name = line.TrimEnd(':').Split(':')[0];
            }
            else if (line.TrimStart().StartsWith("Candidate:", StringComparison.Ordinal)
                && !line.Contains("(none)", StringComparison.Ordinal))
            {
                found.Add(name);
            }
        }

        return found;
    }
}
