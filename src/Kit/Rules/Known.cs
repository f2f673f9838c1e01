using System.Text;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What is observed in one environment today, where nothing is promised, and the known deviations where
/// something is. It is written by <c>run --bless</c> and read by people, so it is sorted, and comments stay with their
/// line.</summary>
public sealed class Known
{
    private readonly SortedDictionary<Key, KnownEntry> entries;

    public Known(IEnumerable<KnownEntry> entries, IReadOnlyList<string>? header = null)
    {
        this.entries = new SortedDictionary<Key, KnownEntry>(entries.ToDictionary(e => e.Key));
        Header = header ?? [];
    }

    public static Known Nothing { get; } = new([]);

    /// <summary>Comment at the top of the file, which an empty line ends.</summary>
    public IReadOnlyList<string> Header { get; }

    public IReadOnlyCollection<KnownEntry> Entries => entries.Values;

    public KnownEntry? this[Key key] => entries.GetValueOrDefault(key);

    /// <summary>The file of an environment in the folder of known files.</summary>
    public static string FileOf(string folder, EnvironmentName environment) =>
        Path.Combine(folder, environment.FileName + ".txt");

    /// <summary>What is known of an environment: nothing when there is no file.</summary>
    public static Known Load(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(path, File.ReadAllText(path)) : Nothing;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    public static Known Parse(string file, string text)
    {
        var entries = new Dictionary<Key, KnownEntry>();
        List<string> header = [], comment = [];
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()))
        {
            number++;
            if (line.StartsWith('#'))
            {
                comment.Add(line);
            }
            else if (line.Length > 0)
            {
                Add(line, $"{file}:{number}");
                comment = [];
            }
            else if (entries.Count == 0)
            {
                header.AddRange(comment);
                comment = [];
            }
        }

        return new Known(entries.Values, header);

        void Add(string line, string place)
        {
            try
            {
                var entry = KnownLine.Parse(line, comment);
                if (!entries.TryAdd(entry.Key, entry))
                {
                    throw new InputException($"{entry.Key} is listed twice");
                }
            }
            catch (InputException fault)
            {
                throw fault.At(place);
            }
        }
    }

    /// <summary>The file as it is written: the same entries give the same bytes.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        foreach (var line in Header)
        {
            Line(line);
        }

        if (Header.Count > 0)
        {
            Line("");
        }

        foreach (var entry in Entries)
        {
            foreach (var line in entry.Above ?? [])
            {
                Line(line);
            }

            Line(entry.ToString());
        }

        return text.ToString();
    }

    /// <summary>What differs between two, sorted by key; comments are not compared.</summary>
    public static IReadOnlyList<KnownChange> Diff(Known before, Known after) =>
        [.. before.entries.Keys.Union(after.entries.Keys).Order()
            .Select(key => new KnownChange(key, before[key], after[key]))
            .Where(c => c.Before is null || c.After is null || !c.Before.SaysTheSameAs(c.After))];
}
