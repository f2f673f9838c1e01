using System.Text;

namespace Kit.Matrix;

/// <summary>Why a selector selects nothing, place by place, and what it may have meant.</summary>
public static class NoSuchCell
{
    /// <summary>What is wrong with a selector that matches no cell of the product.</summary>
    public static string Why(Product product, Selector selector)
    {
        var unknown = Unknown(product.Axes, selector).ToList();
        var text = new StringBuilder($"no cell matches {selector}");
        foreach (var (place, name) in unknown)
        {
            text.Append($"\n  {Complaint(product.Axes, place, name)}");
        }

        if (unknown.Count > 0)
        {
            if (Meant(product, selector, unknown) is { } near)
            {
                text.Append($"\n  nearest: {near}");
            }
            else if (unknown[0].Place == 0)
            {
                text.Append("\n  run, cell, list, explain and latency know a library of your own with --library FILE.so");
            }

            return text.ToString();
        }

        var reasons = product.Points.Where(selector.Matches).Select(key => product.WhyNot(key)).OfType<string>()
            .CountBy(r => r).OrderByDescending(r => r.Value).ToList();
        foreach (var (reason, count) in reasons.Take(3))
        {
            text.Append($"\n  {count} left out: {reason}");
        }

        return text.ToString();
    }

    /// <summary>Every name and glob in the selector that no member matches, with its place. A rule or a hole that has
    /// one is misspelt: it would silently never match.</summary>
    public static IEnumerable<(int Place, string Name)> Unknown(Axes axes, Selector selector) =>
        from place in Enumerable.Range(0, Key.Places.Count)
        from name in selector.Places[place].Items
        where !axes.ByPlace[place].Any(m => Place.Matches(name, m.Name))
        select (place, name);

    /// <summary>"there is no body 'colect'; nearest: collect".</summary>
    public static string Complaint(Axes axes, int place, string name)
    {
        var names = axes.ByPlace[place].Select(m => m.Name).ToList();
        var elsewhere = Enumerable.Range(0, Key.Places.Count)
            .FirstOrDefault(p => axes.ByPlace[p].Any(m => m.Name == name), -1);
        var hint = elsewhere < 0 ? Nearest.Hint(name.Replace("*", "", StringComparison.Ordinal), names)
            : $", but a {Key.Places[elsewhere]}: {OnlyAt(elsewhere, name)}";
        return $"there is no {Key.Places[place]} '{name}'{hint}";
    }

    private static string OnlyAt(int place, string name) =>
        string.Join(Key.Separator, Enumerable.Range(0, place + 1).Select(p => p == place ? name : "*"));

    // The selector with every unknown name replaced by its nearest member, if that selects anything.
    private static Selector? Meant(Product product, Selector selector, List<(int Place, string Name)> unknown)
    {
        var parts = selector.Places.Select(p => p.Text).ToArray();
        foreach (var (place, name) in unknown)
        {
            var near = Nearest.To(name, product.Axes.ByPlace[place].Select(m => m.Name), most: 1);
            if (near.Count == 0)
            {
                return null;
            }

            var items = selector.Places[place].Items.Select(i => i == name ? near[0] : i);
            parts[place] = (selector.Places[place].Negated ? "!" : "") + string.Join(',', items);
        }

        var meant = Selector.Parse(string.Join(Key.Separator, parts));
        return product.Points.Any(k => meant.Matches(k) && product.WhyNot(k) is null) ? meant : null;
    }
}
