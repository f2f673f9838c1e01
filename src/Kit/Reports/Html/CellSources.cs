using System.Text.RegularExpressions;
using Kit.Matrix;

namespace Kit.Reports.Html;

/// <summary>The code of a member of an axis, found by the places where members are registered: a body by its line in
/// Find, a thread kind by its row in the table, a library by the name in its descriptor.</summary>
internal sealed partial class CellSources(SourceFiles files)
{
    private const string Cells = "conformance/Cells/", Native = "native/callbacks/";

    private static readonly string[] PartnerFiles = ["bodies.c", "partner.c", "partner.cpp"];

    private readonly List<PageSource> all = [];

    /// <summary>What <see cref="Of"/> has pointed to so far.</summary>
    public IReadOnlyList<PageSource> All => all;

    /// <summary>Where the code of a member stands in <see cref="All"/>; empty for a plug-in, whose source is not
    /// here.</summary>
    /// <param name="axis">A place of a key.</param>
    public IReadOnlyList<int> Of(string axis, string name) =>
        [.. (axis switch
        {
            "library" => Library(name),
            "call" => [Part($"{Cells}Calls.cs", 4, Words.Pascal(name), $"Run{Words.Pascal(name.Replace("-pointer", ""))}")],
            "thread" => Thread(name),
            "entry" => Entry(name),
            _ => Body(Matrix.Body.Cold(name)),
        }).OfType<PageSource>().Select(Numbered)];

    private IEnumerable<PageSource?> Library(string name) =>
        files.In($"{Native}libraries/")
            .Where(p => files.Texts[p].Contains($".name = \"{name}\"", StringComparison.Ordinal))
            .Select(p => new PageSource(p, 1, files.Texts[p].TrimEnd()));

    private IEnumerable<PageSource?> Thread(string name)
    {
        var table = files.Texts.GetValueOrDefault($"{Native}threads.c", "");
        var row = RowForm().Matches(table).FirstOrDefault(r => name == r.Groups["name"].Value
            || name == $"{r.Groups["name"].Value}-2000");
        if (row is null)
        {
            return [];
        }

        var functions = FunctionForm().Matches(row.Value).Select(m => m.Value).ToList();
        return files.In(Native).Where(p => p.StartsWith($"{Native}threads", StringComparison.Ordinal) && p.EndsWith(".c", StringComparison.Ordinal))
            .Select(p => Part(p, 0, [.. functions]));
    }

    private IEnumerable<PageSource?> Entry(string name) =>
        name == "c" ? [Part($"{Native}bodies_in_c.c", 0, "kit_answer")]
        : [Part($"{Cells}Entries.cs", 4, Words.Pascal(name), name == "delegate" ? "Keep" : $"{Words.Pascal(name)}Address")];

    /// <summary>A body's class with what it uses of its file, and what it has beneath it in C.</summary>
    private IEnumerable<PageSource?> Body(string name)
    {
        foreach (var path in files.In($"{Cells}Bodies/"))
        {
            if (MadeForm().Matches(files.Texts[path]).FirstOrDefault(m => m.Groups["name"].Value == name) is not { } made)
            {
                continue;
            }

            var managed = Part(path, 4, made.Groups["class"].Value);
            yield return managed;
            foreach (var partner in Partners(managed?.Text ?? ""))
            {
                yield return partner;
            }
        }

        yield return Twin(name);
    }

    private IEnumerable<PageSource?> Partners(string managed)
    {
        var points = EntryPointForm().Matches(files.Texts.GetValueOrDefault($"{Cells}Native.cs", ""))
            .ToLookup(m => m.Groups["method"].Value, m => m.Groups["point"].Value);
        var functions = CalledForm().Matches(managed).SelectMany(m => points[m.Groups["method"].Value]).Distinct()
            .Concat(ShieldForm().IsMatch(managed) ? ["kit_shielded"] : []).ToArray();
        return functions.Length == 0 ? []
            : [.. PartnerFiles.Select(file => Part(Native + file, 0, functions))];
    }

    // What stands behind the entry c, where it is more than an answer.
    private PageSource? Twin(string name) =>
        TwinForm().Matches(files.Texts.GetValueOrDefault($"{Native}bodies_in_c.c", ""))
            .FirstOrDefault(m => m.Groups["name"].Value == name && m.Groups["function"].Value != "kit_answer") is { } twin
            ? Part($"{Native}bodies_in_c.c", 0, twin.Groups["function"].Value) : null;

    private PageSource? Part(string path, int indent, params string[] names)
    {
        var blocks = SourceBlocks.Reachable(
            [.. SourceBlocks.Of(files.Texts.GetValueOrDefault(path, ""), indent).Where(b => b.Name is not ("Find" or "Describe"))],
            names);
        return blocks.Count == 0 ? null
            : new PageSource(path, blocks[0].Line, string.Join("\n\n", blocks.Select(b => b.Text)));
    }

    private int Numbered(PageSource source)
    {
        var at = all.IndexOf(source);
        if (at < 0)
        {
            at = all.Count;
            all.Add(source);
        }

        return at;
    }

    [GeneratedRegex("""Body\.Is\(name, "(?<name>[a-z0-9-]+)"(?:(?!Body\.Is\()[\s\S])*?return new (?<class>\w+)""")]
    private static partial Regex MadeForm();

    [GeneratedRegex("""(?:ROW|ON_EXIT)\("(?<name>[a-z0-9-]+)",[\s\S]*?\),\n""")]
    private static partial Regex RowForm();

    [GeneratedRegex(@"\b(go|prepare)_\w+")]
    private static partial Regex FunctionForm();

    [GeneratedRegex("""EntryPoint = "(?<point>\w+)".*\n.* (?<method>\w+)\(""")]
    private static partial Regex EntryPointForm();

    [GeneratedRegex(@"\bNative\.(?<method>\w+)")]
    private static partial Regex CalledForm();

    [GeneratedRegex(@"\bShield\.(?!None)\w+")]
    private static partial Regex ShieldForm();

    [GeneratedRegex("""\{"(?<name>[a-z0-9-]+)", (?<function>\w+)\}""")]
    private static partial Regex TwinForm();
}
