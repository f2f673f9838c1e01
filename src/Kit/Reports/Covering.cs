using Kit.Matrix;

namespace Kit.Reports;

/// <summary>Says a set of cells in few selectors that match exactly these: <c>each::unsafe::pthread,worker::uco::*</c>
/// could be typed, and reads better than three hundred keys.</summary>
public static class Covering
{
    /// <summary>Each of the keys is matched by exactly one of the selectors, and no other key by any.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Key> keys, AxisOrder order)
    {
        var products = keys.Distinct().Select(k => Key.Places.Select((_, place) => k[place]).ToArray()).ToList();

        // From the last place to the first: what differs in one place only becomes a list in that place.
        for (var place = Key.Places.Count - 1; place >= 0; place--)
        {
            products = [.. products
                .GroupBy(p => string.Join(Key.Separator, p.Select((part, at) => at == place ? "" : part)))
                .Select(group => Merge([.. group], place, order))];
        }

        return [.. products.OrderBy(p => p, order.Parts).Select(p => string.Join(Key.Separator, p))];
    }

    private static string[] Merge(List<string[]> group, int place, AxisOrder order)
    {
        var merged = (string[])group[0].Clone();
        merged[place] = string.Join(',', group.Select(p => p[place]).Distinct().Order(order.Names(place)));
        return merged;
    }
}
