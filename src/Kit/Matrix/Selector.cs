namespace Kit.Matrix;

/// <summary>A key with room in its places: the filter of a command, the subject of a rule, a hole in the matrix.
/// Missing places at the end mean any, so <c>each::unsafe</c> is every unsafe cell of <c>each</c>, and <c>sqlite</c> a
/// library.</summary>
public sealed class Selector
{
    private Selector(IReadOnlyList<Place> places)
    {
        Places = places;
    }

    /// <summary>Always five.</summary>
    public IReadOnlyList<Place> Places { get; }

    public bool IsEverything => Places.All(p => p.Text == "*");

    public static Selector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(Key.Separator);
        if (parts.Length > Key.Places.Count)
        {
            throw new InputException(
                $"'{text}' is not a selector: it has {parts.Length} places, and a key has {Key.Places.Count}: " +
                "library::call::thread::entry::body");
        }

        var places = Enumerable.Repeat(Place.Any, Key.Places.Count).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            try
            {
                places[i] = Place.Parse(parts[i]);
            }
            catch (InputException fault)
            {
                throw new InputException($"'{text}' is not a selector: its {Key.Places[i]} {fault.Message}", fault);
            }
        }

        return new Selector(places);
    }

    /// <summary>The selector of exactly this cell.</summary>
    public static Selector Of(Key key) => Parse(key.ToString());

    /// <summary>Whether one of the selectors selects the cell.</summary>
    public static bool AnyMatches(IReadOnlyList<Selector> selectors, Key key)
    {
        // A plan asks this millions of times: no closure, no enumerator.
        for (var i = 0; i < selectors.Count; i++)
        {
            if (selectors[i].Matches(key))
            {
                return true;
            }
        }

        return false;
    }

    public bool Matches(Key key)
    {
        for (var i = 0; i < Places.Count; i++)
        {
            if (!Places[i].Matches(key[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All five places, written out.</summary>
    public override string ToString() => string.Join(Key.Separator, Places);
}
