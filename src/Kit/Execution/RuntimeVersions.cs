using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kit.Execution;

/// <summary>conformance/Cells/Runtimes.props, which the build reads too: the exact version of each runtime.</summary>
public static partial class RuntimeVersions
{
    /// <summary>By the two numbers of an environment's name, in the order of the file; empty in a bundle.</summary>
    public static IReadOnlyDictionary<string, string> Of(Installation installation)
    {
        var file = Path.Combine(installation.Root, "conformance", "Cells", "Runtimes.props");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("RuntimeVersion")
                .ToDictionary(v => Quoted().Match(v.Attribute("Condition")?.Value ?? "").Groups[1].Value, v => v.Value)
            : new Dictionary<string, string>();
    }

    [GeneratedRegex(@"'(\d+\.\d+)'")]
    private static partial Regex Quoted();
}
