using System.Text;

namespace Kit.Matrix;

/// <summary>The order for a run whose time is short: the most telling cells first. A cell tells most where its rule has
/// not been seen at all, so one cell of every rule comes first, then a second of each, and so on; which cell of a rule
/// comes first is drawn by the seed.</summary>
public static class Telling
{
    public static IReadOnlyList<Key> First(IEnumerable<Key> cells, Func<Key, string> rule, int seed)
    {
        var rules = cells.GroupBy(rule).Select(g => g.OrderBy(k => Draw(k, seed)).ThenBy(k => k).ToList()).ToList();
        var longest = rules.Select(r => r.Count).DefaultIfEmpty().Max();
        return [.. Enumerable.Range(0, longest)
            .SelectMany(turn => rules.Where(r => turn < r.Count).Select(r => r[turn]))];
    }

    /// <summary>All cells in a drawn order.</summary>
    public static IReadOnlyList<Key> Shuffled(IEnumerable<Key> cells, int seed) =>
        [.. cells.OrderBy(k => Draw(k, seed)).ThenBy(k => k)];

    // FNV-1a with a final mix. Not Random: its numbers may change with the runtime, and a cell that is added would move
    // all others.
    private static ulong Draw(Key key, int seed)
    {
        var hash = 14695981039346656037 ^ (uint)seed;
        foreach (var b in Encoding.UTF8.GetBytes(key.ToString()))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
        return hash ^ (hash >> 31);
    }
}
