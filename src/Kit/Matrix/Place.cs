using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Kit.Matrix;

/// <summary>One place of a selector: <c>*</c>, a name, a glob (<c>unsafe*</c>), a comma list of those, or such a list
/// after <c>!</c>: everything but.</summary>
public sealed class Place
{
    public static Place Any { get; } = new("*", negated: false, ["*"]);

    private readonly FrozenSet<string> names;
    private readonly ImmutableArray<string> globs;

    private Place(string text, bool negated, ImmutableArray<string> items)
    {
        Text = text;
        Negated = negated;
        Items = items;
        names = items.Where(i => !i.Contains('*')).ToFrozenSet(StringComparer.Ordinal);
        globs = [.. items.Where(i => i.Contains('*'))];
    }

    public string Text { get; }

    public bool Negated { get; }

    /// <summary>The names and globs of the list.</summary>
    public ImmutableArray<string> Items { get; }

    public static Place Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "*")
        {
            return Any;
        }

        var negated = text.StartsWith('!');
        var items = (negated ? text[1..] : text).Split(',', StringSplitOptions.TrimEntries).ToImmutableArray();
        foreach (var item in items)
        {
            if (item.Length == 0)
            {
                throw new InputException(
                    text.Length == 0 ? "is empty; write * for any" : $"'{text}' has an empty name in it");
            }

            if (!Key.IsName(item.Replace("*", "x", StringComparison.Ordinal)))
            {
                throw new InputException(
                    $"'{item}' is not a name or glob (lower case letters, digits, '-', '*'; '!' stands in front of a list)");
            }
        }

        return new Place((negated ? "!" : "") + string.Join(',', items), negated, items);
    }

    public bool Matches(string name)
    {
        if (ReferenceEquals(this, Any))
        {
            return true; // A plan asks this millions of times.
        }

        if (names.Contains(name))
        {
            return !Negated;
        }

        foreach (var glob in globs)
        {
            if (Matches(glob, name))
            {
                return !Negated;
            }
        }

        return Negated;
    }

    /// <summary>Whether one name or glob matches.</summary>
    public static bool Matches(string glob, string name) => glob.Contains('*')
        ? FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false)
        : string.Equals(glob, name, StringComparison.Ordinal);

    public override string ToString() => Text;
}
