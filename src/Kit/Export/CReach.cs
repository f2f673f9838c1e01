using System.Text;
using System.Text.RegularExpressions;

namespace Kit.Export;

/// <summary>The one C file of a cell: of the kit's C sources what the cell reaches, in an order that compiles.</summary>
internal sealed partial class CReach
{
    private sealed record CFile(string Name, bool IsHeader, CText Text, IReadOnlyList<CItem> Items);

    // What they hold is used in this order, so that nothing is used before it is declared.
    private static readonly string[] First = ["page.h", "kit.h", "run.h", "threads.h"];

    // Programs of their own, and the kit's lies.
    private static readonly string[] Outside = ["launcher.c", "descendants.c", "descendants.h", "host.c", "selftest.c", "selftest.h", "selftest_child.c", "plants.c"];

    private readonly List<CFile> files = [];
    private readonly HashSet<CItem> reached = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> names = [];

    private CReach(IEnumerable<(string Name, string Text)> sources)
    {
        foreach (var (name, text) in sources)
        {
            var parsed = CText.Parse(text);
            files.Add(new CFile(name, name.EndsWith(".h", StringComparison.Ordinal), parsed, parsed.Items));
        }
    }

    /// <param name="folder">native/callbacks.</param>
    /// <param name="library">Of the key.</param>
    /// <param name="thread">Of the key.</param>
    /// <param name="entryPoints">The functions that managed code calls.</param>
    /// <param name="shields">What C does around a callback of this cell: the names that its body gives them.</param>
    /// <param name="partner">Whether it has a part in C++.</param>
    public static string Write(
        string folder, string library, string thread, IEnumerable<string> entryPoints, IReadOnlySet<string> shields,
        out bool partner)
    {
        library = library.Replace('-', '_');
        var sources = Directory.EnumerateFiles(folder, "*.?").Select(f => Path.GetFileName(f)!)
            .Where(f => f.EndsWith(".c", StringComparison.Ordinal) || f.EndsWith(".h", StringComparison.Ordinal))
            .Except(Outside)
            .OrderBy(f => Array.IndexOf(First, f) is var i and >= 0 ? i : First.Length).ThenBy(f => f.EndsWith(".c", StringComparison.Ordinal))
            .ThenBy(f => f, StringComparer.Ordinal)
            .Select(f => (f, Narrowed(File.ReadAllText(Path.Combine(folder, f)), thread, shields)))
            .Append(("libraries.c", $"const struct kit_library *const kit_libraries[] = {{&kit_{library}}};\n\nconst int kit_library_count = 1;\n"));
        var libraries = Path.Combine(folder, "libraries");
        var reach = new CReach([.. sources.TakeWhile(s => s.Item1.EndsWith(".h", StringComparison.Ordinal)),
            (library + ".c", WithItsHeaders(libraries, library + ".c")), .. sources.SkipWhile(s => s.Item1.EndsWith(".h", StringComparison.Ordinal))]);
        foreach (var point in entryPoints)
        {
            reach.Reach(point, null);
        }

        reach.Unloading();
        partner = reach.names.Any(n => n.StartsWith("kit_cpp_", StringComparison.Ordinal));
        return reach.Render();
    }

    // The headers that lie beside a library are a part of it, and stand where it includes them.
    private static string WithItsHeaders(string folder, string name) =>
        Quoted().Replace(File.ReadAllText(Path.Combine(folder, name)), m =>
            File.Exists(Path.Combine(folder, m.Groups[1].Value)) ? WithItsHeaders(folder, m.Groups[1].Value) : m.Value);

    /// <summary>Whether a thread kind's callbacks come when the call has returned.</summary>
    public static bool ComesAfter(string folder, string thread) =>
        Rows(File.ReadAllText(Path.Combine(folder, "threads.c")), thread).Any(r => r.Contains("KIT_AFTER", StringComparison.Ordinal));

    // Tables and switches speak of every thread kind and every shield. Those of other cells are left out, and with them
    // all that only they need.
    private static string Narrowed(string text, string thread, IReadOnlySet<string> shields)
    {
        if (text.Contains("kit_threads[] = {", StringComparison.Ordinal))
        {
            var (begin, end) = Table(text);
            text = text[..begin] + string.Concat(Rows(text, thread)) + text[end..];
        }

        text = PlugIn().Replace(text, "");
        return shields.Count == 0
            ? Shielded().Replace(text, "$1")
            : Case().Replace(text, m => shields.Contains(m.Groups[1].Value.Replace("_", "", StringComparison.Ordinal)) ? m.Value : "");
    }

    private static (int Begin, int End) Table(string text)
    {
        var begin = text.IndexOf("kit_threads[] = {", StringComparison.Ordinal);
        begin = text.IndexOf('\n', begin) + 1;
        return (begin, text.IndexOf("};", begin, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Rows(string text, string thread)
    {
        var (begin, end) = Table(text);
        var rows = RowStart().Split(text[begin..end]).Where(r => r.Length > 0).Select(r => "    " + r)
            .Select(r => (Text: r, Name: Literal().Match(r).Groups[1].Value)).ToList();
        var own = rows.Where(r => r.Name == thread).ToList();
        return [.. (own.Count > 0 ? own : rows.Where(r => thread.StartsWith(r.Name + "-", StringComparison.Ordinal)
            && r.Text.Contains("ON_EXIT", StringComparison.Ordinal))).Select(r => r.Text)];
    }

    private void Reach(string name, CFile? from)
    {
        names.Add(name);
        var found = from is null ? [] : from.Items.Where(i => i.Defines.Contains(name)).ToList();
        if (!found.Any(i => i is { IsStatic: true, IsDeclaration: false }))
        {
            found.AddRange(files.Where(f => f != from).SelectMany(f => f.Items.Where(i => f.IsHeader || !i.IsStatic))
                .Where(i => i.Defines.Contains(name)));
        }

        foreach (var item in found.Where(reached.Add).ToList())
        {
            var file = files.Single(f => f.Items.Any(i => ReferenceEquals(i, item)));
            foreach (var mentioned in item.Mentions)
            {
                Reach(mentioned, file);
            }
        }
    }

    // A destructor is called by nobody: it is kept with the variables that it looks at.
    private void Unloading()
    {
        foreach (var file in files)
        {
            var variables = file.Items.Where(i => reached.Contains(i) && i.IsStatic).SelectMany(i => i.Defines).ToHashSet();
            foreach (var item in file.Items.Where(i => !reached.Contains(i)
                && i.Text.Contains("__attribute__((destructor))", StringComparison.Ordinal) && i.Mentions.Overlaps(variables)).ToList())
            {
                Reach(item.Defines[0], file);
            }
        }
    }

    private string Render()
    {
        // In one file names that were each a file's own may meet: later ones are renamed.
        var taken = new Dictionary<string, string>();
        var kept = files.Select(f => (File: f, Items: f.Items.Where(reached.Contains).ToList())).Where(f => f.Items.Count > 0).ToList();
        var text = new StringBuilder();
        foreach (var include in kept.SelectMany(k => k.File.Text.Includes).Distinct()
            .OrderBy(i => i.StartsWith("#if", StringComparison.Ordinal)).ThenBy(i => i, StringComparer.Ordinal))
        {
            text.Append(include).Append('\n');
        }

        var written = new HashSet<string>();
        foreach (var (file, items) in kept)
        {
            text.Append($"\n/* ---- {file.Name} ---- */\n");
            var isLibrary = !file.IsHeader && file.Items.Any(i => i.Defines.Contains("kit_" + Path.GetFileNameWithoutExtension(file.Name)));
            if (isLibrary)
            {
                text.Append(file.Text.Opening).Append('\n');
            }

            var renamed = items.Where(i => i.IsStatic && !i.IsDeclaration && !file.IsHeader && !i.Text.Contains("#define", StringComparison.Ordinal))
                .SelectMany(i => i.Defines).Where(d => !taken.TryAdd(d, file.Name) && taken[d] != file.Name).ToHashSet();
            foreach (var item in items)
            {
                var own = renamed.Aggregate(item.Text, (t, name) => Regex.Replace(
                    t, $@"(?<![\w.>]){name}\b", $"{name}_of_{Path.GetFileNameWithoutExtension(file.Name)}"));
                if (written.Add(own))
                {
                    text.Append('\n').Append(own).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"    if \(strchr\(name, '/'\) != NULL\)\n        return plug_in\(name\);\n")]
    private static partial Regex PlugIn();

    [GeneratedRegex(@"run->shield == KIT_NO_SHIELD \? (.*) : kit_shielded\([^)]*\)")]
    private static partial Regex Shielded();

    [GeneratedRegex(@"    case KIT_SHIELD_(\w+):\n(?:(?!    case |    default:).*\n)*", RegexOptions.IgnoreCase)]
    private static partial Regex Case();

    [GeneratedRegex(@"^#include ""([^""]+)""\n", RegexOptions.Multiline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^    (?=ROW\(|ON_EXIT\()", RegexOptions.Multiline)]
    private static partial Regex RowStart();

    [GeneratedRegex(@"""([^""]*)""")]
    private static partial Regex Literal();
}
