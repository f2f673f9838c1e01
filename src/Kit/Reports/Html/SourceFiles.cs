using System.Reflection;

namespace Kit.Reports.Html;

/// <summary>The sources of the child and of its native half, as they were when the kit was built: they are part of it,
/// so that a report shows the code that ran also where no clone is.</summary>
/// <param name="Texts">By path in the repository.</param>
public sealed record SourceFiles(IReadOnlyDictionary<string, string> Texts)
{
    private const string Prefix = "source/";

    private static readonly Lazy<SourceFiles> Embedded = new(Read);

    public static SourceFiles OfTheKit => Embedded.Value;

    /// <summary>Those in a folder, by path.</summary>
    public IEnumerable<string> In(string folder) =>
        Texts.Keys.Where(p => p.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static SourceFiles Read()
    {
        var kit = Assembly.GetExecutingAssembly();
        return new SourceFiles(kit.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(n => n[Prefix.Length..].Replace('\\', '/'), n =>
            {
                using var reader = new StreamReader(kit.GetManifestResourceStream(n)!);
                return reader.ReadToEnd();
            }, StringComparer.Ordinal));
    }
}
