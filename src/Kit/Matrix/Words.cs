using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kit.Matrix;

/// <summary>The written names of enumerations: <c>WrongAnswer</c> is <c>wrong-answer</c> in every file, row and
/// message.</summary>
public static class Words
{
    public static string Word<T>(this T value)
        where T : struct, Enum => Table<T>.Names[value];

    /// <summary><c>SafePointer</c> of <c>safe-pointer</c>: what the child's source calls the thing of that name.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>"1 cell", "2,345 cells".</summary>
    public static string Count(int number, string noun) => $"{number:N0} {noun}{(number == 1 ? "" : "s")}";

    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Table<T>.Names.Values;

    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum => Table<T>.Values.TryGetValue(word, out value);

    /// <summary>The value, or a complaint that lists every word there is.</summary>
    public static T Parse<T>(string word, string noun)
        where T : struct, Enum =>
        TryParse(word, out T value)
            ? value
            : throw new InputException($"'{word}' is no {noun}; one of: {string.Join(", ", All<T>())}");

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> Values = Names.ToDictionary(p => p.Value, p => p.Key);
    }
}

/// <summary>Writes an enumeration into JSON by its word, and reads nothing else.</summary>
public sealed class WordConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
