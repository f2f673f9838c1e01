using System.Text.Json.Serialization;

namespace Kit.Matrix;

/// <summary>A member of an axis, as the child describes it.</summary>
public interface IMember
{
    string Name { get; }

    string Sentence { get; }

    /// <summary>Why it cannot be here on this machine, or null. Its cells stay in the plan and end as absent.</summary>
    string? Absent { get; }
}

/// <summary>A C library that calls back.</summary>
/// <param name="Name">Its place in a key.</param>
/// <param name="Sentence">What it shows that no other library does.</param>
/// <param name="Origin">Where the code comes from.</param>
/// <param name="Version">Of the real library that was loaded.</param>
/// <param name="OwnThreads">It calls back on threads of its own, and so has the one thread kind <c>library</c>.</param>
/// <param name="Reentry">May a callback call the library again? With the source of that contract.</param>
/// <param name="Unwinding">May a callback leave by anything but return? With the source.</param>
/// <param name="Absent">What it needs and does not find.</param>
/// <param name="Packages">The Debian and Ubuntu packages that bring it, as kit.h writes them, or null.</param>
/// <param name="Items">How many items make its work real; 0 for a pattern that a few callbacks show.</param>
/// <param name="Offers">The functions that it has beside those that every library has: <c>leave</c>,
/// <c>again</c>.</param>
public sealed record Library(
    string Name, string Sentence, string Origin, string Version, bool OwnThreads, string Reentry, string Unwinding,
    string? Absent = null, string? Packages = null, int Items = 0, string Offers = "") : IMember
{
    /// <summary>Of one from outside the kit: its file, as it was typed. Null of the kit's own.</summary>
    public string? File { get; init; }

    /// <summary>Its callbacks come by the hundred or thousand, so each cell costs more than one of a pattern.</summary>
    public bool DoesRealWork => Items > 0;

    /// <summary>Whether it has the function that a body needs.</summary>
    public bool Has(string function) => Offers.Split(' ').Contains(function, StringComparer.Ordinal);
}

/// <summary>How managed code called into C.</summary>
public sealed record CallKind(string Name, string Sentence, string? Absent = null) : IMember;

/// <summary>The thread that a callback arrives on.</summary>
/// <param name="Name">Its place in a key.</param>
/// <param name="Sentence">What is special about it.</param>
/// <param name="When">When callbacks come.</param>
/// <param name="Foreign">It is another thread than the caller's.</param>
/// <param name="Carries">What it takes there.</param>
/// <param name="Absent">Why this platform has no such thread.</param>
public sealed record ThreadKind(
    string Name, string Sentence, When When, bool Foreign, Carries Carries, string? Absent = null) : IMember
{
    /// <summary>The kind that stands for a library's own threads.</summary>
    public const string Library = "library";

    /// <summary>The call does not return before a callback came back on another thread.</summary>
    public bool CallWaitsForIt => Name == Library || (Foreign && When == When.During);
}

/// <summary>The door into managed code.</summary>
public sealed record Entry(string Name, string Sentence, string? Absent = null) : IMember;

/// <summary>What the callback does.</summary>
/// <param name="Name">Its place in a key.</param>
/// <param name="Sentence">What it does.</param>
/// <param name="Entries">The doors behind which it exists.</param>
/// <param name="Absent">What this runtime lacks for it.</param>
/// <param name="Needs">The function that a library must offer for it, or null.</param>
public sealed record Body(
    string Name, string Sentence, IReadOnlyList<string> Entries, string? Absent = null, string? Needs = null) : IMember
{
    private const string Warm = "-warm";

    /// <summary>It has run before.</summary>
    public static bool IsWarm(string name) => name.EndsWith(Warm, StringComparison.Ordinal);

    /// <summary>The name by which the child's source has it, warm or not.</summary>
    public static string Cold(string name) => IsWarm(name) ? name[..^Warm.Length] : name;
}

/// <summary>When callbacks come.</summary>
[JsonConverter(typeof(WordConverter<When>))]
public enum When
{
    /// <summary>Inside the call.</summary>
    During,

    /// <summary>After the call has returned.</summary>
    After,

    /// <summary>When the process ends.</summary>
    Exit,
}

/// <summary>What a thread kind takes to its thread.</summary>
[JsonConverter(typeof(WordConverter<Carries>))]
public enum Carries
{
    /// <summary>The whole run of the library.</summary>
    Run,

    /// <summary>Each callback alone.</summary>
    Callback,
}
