using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Kit.Matrix;

/// <summary>Where cells run: <c>coreclr-10.0+collecting+loaded/linux-x64</c>; runtime, modes in one fixed order,
/// platform. A runtime that somebody brought along is <c>coreclr-10.0+private</c>: whatever its version says, it is not
/// the one that the name without the mark means.</summary>
public sealed partial record EnvironmentName
{
    /// <summary>In the name of a build that was brought along, before the modes.</summary>
    public const string PrivateMark = "private";

    private EnvironmentName(string runtime, ImmutableArray<Mode> modes, string platform, bool isPrivate)
    {
        IsPrivate = isPrivate;
        Runtime = runtime;
        Modes = modes;
        Platform = platform;
    }

    /// <summary>This machine, which the command line may leave out.</summary>
    public static string ThisPlatform { get; } =
        $"{ThisSystem()}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    public string Runtime { get; }

    public ImmutableArray<Mode> Modes { get; }

    public string Platform { get; }

    /// <summary>Its two numbers.</summary>
    public string Version => Runtime[(Runtime.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>Compiled ahead of time: the child is the program itself, and there is no JIT in it.</summary>
    public bool IsNativeAot => Runtime.StartsWith("nativeaot-", StringComparison.Ordinal);

    /// <summary>A build that was brought along, with --runtime or --child.</summary>
    public bool IsPrivate { get; }

    /// <summary>The runtime and its modes, without the platform.</summary>
    public string RuntimeAndModes => string.Join('+', [Runtime, .. IsPrivate ? (string[])[PrivateMark] : [], .. Modes.Select(m => m.Name)]);

    /// <summary>To sort by, ordinally: 8.0 before 10.0, and without modes before with some.</summary>
    public string SortKey => $"{Digits().Replace(RuntimeAndModes, m => m.Value.PadLeft(4, '0'))} {Platform}";

    public string FileName => $"{RuntimeAndModes}@{Platform}";

    /// <summary>What a child needs in its environment for these modes.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables => Modes.SelectMany(m => m.Variables);

    /// <summary>Modes may come in any order; the platform is <paramref name="platform"/> when it is left out.</summary>
    public static EnvironmentName Parse(string text, string platform)
    {
        ArgumentNullException.ThrowIfNull(text);
        var halves = text.Split('/');
        if (halves.Length > 2)
        {
            throw Fault(text, "it names more than one platform");
        }

        platform = halves.Length == 2 ? halves[1] : platform;
        if (!PlatformForm().IsMatch(platform))
        {
            throw Fault(text, $"'{platform}' is not a platform like linux-x64 or linux-arm64");
        }

        var parts = halves[0].Split('+');
        if (!RuntimeForm().IsMatch(parts[0]))
        {
            throw Fault(text, $"'{parts[0]}' is not a runtime like coreclr-10.0 or nativeaot-10.0");
        }

        var marks = parts.Count(p => p == PrivateMark);
        var modes = parts.Skip(1).Where(p => p != PrivateMark).Select(name => Mode.All.FirstOrDefault(m => m.Name == name)
            ?? throw Fault(text, $"no mode is called '{name}'; known modes: {string.Join(", ", Mode.All)}")).ToList();
        if (marks > 1 || modes.Count != modes.Distinct().Count())
        {
            throw Fault(text, "it names a mode twice");
        }

        if (modes.FirstOrDefault(m => m.WhyNotOn(parts[0]) is not null) is { } impossible)
        {
            throw Fault(text, $"{parts[0]} has no +{impossible}: {impossible.WhyNotOn(parts[0])}");
        }

        if (Clash.In(modes) is { } clash)
        {
            throw Fault(text, clash);
        }

        return new EnvironmentName(parts[0], [.. Mode.All.Where(modes.Contains)], platform, marks > 0);
    }

    public static EnvironmentName Parse(string text) => Parse(text, ThisPlatform);

    public static EnvironmentName FromFileName(string name) => Parse(name.Replace('@', '/'));

    public bool Has(Mode mode) => Modes.Contains(mode);

    public EnvironmentName With(Mode mode) => new(Runtime, [.. Mode.All.Where(m => m == mode || Has(m))], Platform, IsPrivate);

    /// <summary>The same with or without the mark of a build that was brought along.</summary>
    public EnvironmentName Private(bool isPrivate) => new(Runtime, Modes, Platform, isPrivate);

    /// <summary>The same on another version of the runtime.</summary>
    public EnvironmentName OfVersion(string version) =>
        new($"{(IsNativeAot ? "nativeaot" : "coreclr")}-{version}", Modes, Platform, IsPrivate);

    /// <summary>Whether a rule's glob means this environment. The platform may be left out of the glob as
    /// well.</summary>
    public bool Matches(string glob) => Place.Matches(glob, ToString()) || Place.Matches(glob, RuntimeAndModes);

    public bool Equals(EnvironmentName? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{RuntimeAndModes}/{Platform}";

    private static string ThisSystem()
    {
        var rid = RuntimeInformation.RuntimeIdentifier; // of the runtime's build: says "musl" or names the distribution
        var musl = rid.Contains("musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal);
        return OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
    }

    private static InputException Fault(string text, string what) =>
        new($"'{text}' is not an environment: {what}; an environment is runtime+mode+mode/platform");

    [GeneratedRegex(@"^(coreclr|nativeaot)-\d+\.\d+$")]
    private static partial Regex RuntimeForm();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)?-[a-z0-9]+$")]
    private static partial Regex PlatformForm();
}
