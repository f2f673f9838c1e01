using System.Xml.Linq;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

/// <summary>docs/libraries.md and the libraries themselves, held against the packages that the build takes them from.</summary>
public class LibrariesPageTests
{
    private static readonly List<(string Name, string Version)> Packages =
    [
        .. XDocument.Load(TheMatrix.InRepository("Directory.Packages.props")).Descendants("ItemGroup")
            .Where(group => (string?)group.Attribute("Label") == "native libraries under test")
            .Elements("PackageVersion")
            .Select(p => ((string)p.Attribute("Include")!, (string)p.Attribute("Version")!)),
    ];

    [Fact]
    public void Every_package_with_a_native_library_has_a_row_with_its_version()
    {
        var page = File.ReadAllText(TheMatrix.InRepository("docs/libraries.md"));

        Assert.NotEmpty(Packages);
        Assert.All(Packages, p => Assert.Contains($"| {p.Name} {p.Version} |", page, StringComparison.Ordinal));
    }

    /// <summary>Its file does not tell it, so it stands in wasmtime.c.</summary>
    [SkippableFact]
    public void Wasmtime_says_the_version_of_its_package()
    {
        var library = TheMatrix.Here.Library("wasmtime");
        Skip.If(library.Absent is not null, library.Absent);

        Assert.Equal(Packages.Single(p => p.Name == "Wasmtime").Version, library.Version);
    }
}
