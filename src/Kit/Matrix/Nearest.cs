namespace Kit.Matrix;

/// <summary>What somebody who mistyped a name most likely meant.</summary>
public static class Nearest
{
    /// <summary>The names that are near enough to suggest, nearest first, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> names, int most = 3) =>
        [.. names.Distinct(StringComparer.Ordinal)
            .Select(name => (name, far: Score(word, name)))
            .Where(n => n.far <= Math.Max(2, word.Length / 3))
            .OrderBy(n => n.far)
            .Take(most)
            .Select(n => n.name)];

    /// <summary>"; nearest: a, b", or the whole choice when nothing is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> names)
    {
        var near = To(word, names);
        return near.Count > 0 ? $"; nearest: {string.Join(", ", near)}" : $"; there are: {string.Join(", ", names)}";
    }

    /// <summary>Edits that lead from one word to the other: insert, delete, replace, or swap of two
    /// neighbours.</summary>
    public static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                        rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }

    // A word that begins or ends the name ("lock" of "spin-lock", "reenter" of "reenter-safe-1") is as near as one
    // edit: people leave parts off more often than they mistype.
    private static int Score(string word, string name)
    {
        var isPart = name.StartsWith(word, StringComparison.Ordinal) || name.EndsWith(word, StringComparison.Ordinal);
        var distance = Distance(word, name);
        return word.Length >= 3 && isPart ? Math.Min(1, distance) : distance;
    }
}
