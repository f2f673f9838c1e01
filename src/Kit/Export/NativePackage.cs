using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Export;

/// <summary>The NuGet package that brings a library under test. A reproducer takes the same one: with the system's it would be
/// of another version, or absent.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Version">The exact one.</param>
/// <param name="Files">MSBuild items: the files that are taken out of it.</param>
internal sealed partial record NativePackage(string Name, string Version, IReadOnlyList<XElement> Files)
{
    /// <summary>As conformance/Cells/Cells.csproj takes it; null for a library that comes from elsewhere.</summary>
    public static NativePackage? Of(Installation installation, Library library)
    {
        if (Origin().Match(library.Origin) is not { Success: true } origin)
        {
            return null;
        }

        var name = origin.Groups[1].Value;
        var folder = $"$(Pkg{name.Replace('.', '_')})/";
        return new NativePackage(
            name,
            Items(Path.Combine(installation.Root, "Directory.Packages.props"), "PackageVersion").Single(p => Text(p, "Include") == name).Attribute("Version")!.Value,
            [.. Items(Path.Combine(installation.CellSources, "Cells.csproj"), "BundledFile")
                .Where(f => Text(f, "Include").StartsWith(folder, StringComparison.Ordinal))]);
    }

    private static IEnumerable<XElement> Items(string file, string name) => XDocument.Load(file).Descendants(name);

    private static string Text(XElement item, string attribute) => item.Attribute(attribute)?.Value ?? "";

    [GeneratedRegex(@"^NuGet ([\w.-]+)")]
    private static partial Regex Origin();
}
