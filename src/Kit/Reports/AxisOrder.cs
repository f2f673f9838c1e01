using Kit.Matrix;

namespace Kit.Reports;

/// <summary>The order of names within each place of a key: that of the axes where it was noted, then that of
/// letters.</summary>
public sealed class AxisOrder
{
    private readonly Comparer<string>[] names;

    public AxisOrder(IEnumerable<MemberFact> members)
    {
        var ranks = members.GroupBy(m => m.Axis).ToDictionary(
            axis => axis.Key,
            axis => axis.Select((m, at) => (m.Name, at)).DistinctBy(m => m.Name).ToDictionary(m => m.Name, m => m.at));
        names = [.. Key.Places.Select(place => ByRank(ranks.GetValueOrDefault(place) ?? []))];
        Keys = Comparer<Key>.Create((a, b) => Compare(a, b));
        Parts = Comparer<string[]>.Create((a, b) => Compare(a, b));
    }

    /// <summary>Where nothing was noted.</summary>
    public static AxisOrder OfLetters { get; } = new([]);

    public IComparer<Key> Keys { get; }

    /// <summary>For keys that were taken apart; a place may hold a list, whose first name counts.</summary>
    internal IComparer<string[]> Parts { get; }

    public static AxisOrder Of(RunFacts? run) => run?.Members is { } members ? new AxisOrder(members) : OfLetters;

    public IComparer<string> Names(int place) => names[place];

    private static Comparer<string> ByRank(Dictionary<string, int> ranks) => Comparer<string>.Create((a, b) =>
    {
        var byRank = RankOf(a).CompareTo(RankOf(b));
        return byRank != 0 ? byRank : string.CompareOrdinal(a, b);

        int RankOf(string names) => ranks.GetValueOrDefault(First(names), int.MaxValue);
    });

    private static string First(string list) => list.IndexOf(',') is var end and >= 0 ? list[..end] : list;

    private int Compare(Key a, Key b) =>
        Compare([.. Key.Places.Select((_, p) => a[p])], [.. Key.Places.Select((_, p) => b[p])]);

    private int Compare(string[]? a, string[]? b)
    {
        for (var place = 0; place < names.Length; place++)
        {
            var found = names[place].Compare(a![place], b![place]);
            if (found != 0)
            {
                return found;
            }
        }

        return 0;
    }
}
