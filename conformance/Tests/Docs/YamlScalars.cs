using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Kit.Tests;

/// <summary>What stands in a YAML file, without its form.</summary>
internal static partial class YamlScalars
{
    /// <summary>Every value, and every line of one that has several; what a workflow puts in for <c>${{ ... }}</c> is a
    /// word.</summary>
    /// <exception cref="YamlDotNet.Core.YamlException">It is no YAML.</exception>
    public static IEnumerable<string> Lines(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.SelectMany(d => d.AllNodes).OfType<YamlScalarNode>()
            .SelectMany(s => (s.Value ?? "").Split('\n')).Select(l => PutIn().Replace(l, "something").Trim());
    }

    [GeneratedRegex(@"\$(\{\{.*?\}\}|\([\w.]+\))")]
    private static partial Regex PutIn();
}
