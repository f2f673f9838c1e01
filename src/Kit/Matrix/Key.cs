namespace Kit.Matrix;

/// <summary>The name of one cell: <c>library::call::thread::entry::body</c>. It is the name, the filter, the selector
/// of expectations and the row's identity. It never contains a path: the library of a plug-in is its descriptor's
/// name.</summary>
public readonly record struct Key(string Library, string Call, string Thread, string Entry, string Body)
    : IComparable<Key>
{
    public const string Separator = "::";

    /// <summary>What each place of a key holds, in order.</summary>
    public static IReadOnlyList<string> Places { get; } = ["library", "call", "thread", "entry", "body"];

    public string this[int place] => place switch
    {
        0 => Library,
        1 => Call,
        2 => Thread,
        3 => Entry,
        4 => Body,
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    /// <summary>The key as part of a file name. No name contains a dot, so this is as unique as the key.</summary>
    public string FileName => string.Join('.', Library, Call, Thread, Entry, Body);

    public static Key Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(Separator);
        if (parts.Length != Places.Count)
        {
            throw new InputException(
                $"'{text}' is not a key: it has {parts.Length} of {Places.Count} places; " +
                "a key is library::call::thread::entry::body");
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!IsName(parts[i]))
            {
                throw new InputException($"'{text}' is not a key: {Fault(parts[i], Places[i])}");
            }
        }

        return new Key(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    /// <summary>Lower case letters, digits and '-', as the native contract asks of a library's name.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && text[0] != '-' &&
        text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public int CompareTo(Key other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => string.Join(Separator, Library, Call, Thread, Entry, Body);

    public static bool operator <(Key left, Key right) => left.CompareTo(right) < 0;

    public static bool operator >(Key left, Key right) => left.CompareTo(right) > 0;

    public static bool operator <=(Key left, Key right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Key left, Key right) => left.CompareTo(right) >= 0;

    private static string Fault(string part, string place) =>
        part.Length == 0 ? $"its {place} is empty"
        : part.AsSpan().IndexOfAny("*,!") >= 0 ? $"its {place} '{part}' is a selector's; a key names one cell"
        : part.Contains('/') ? $"its {place} '{part}' is a path; a plug-in goes by its descriptor's name"
        : $"its {place} '{part}' is not a name (lower case letters, digits and '-')";
}
