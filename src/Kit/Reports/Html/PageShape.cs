using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Html;

/// <summary>What the page is given besides its cells, as src/Page/model.ts reads it. What many cells have in common
/// stands once: a cell is two numbers.</summary>
/// <param name="Kit">The kit's version.</param>
/// <param name="Axes">In the order of a key's places, each with its members in their order.</param>
/// <param name="Legend">Every symbol that a cell can have.</param>
/// <param name="Verdicts">What each asks of the reader.</param>
/// <param name="Promises">What each means.</param>
/// <param name="Rules">In the order of precedence.</param>
/// <param name="Intents">What somebody wants to do, in the order of a table of contents.</param>
/// <param name="Quantities">What was timed.</param>
internal sealed record PageShape(
    string Kit,
    IReadOnlyList<PageAxis> Axes,
    IReadOnlyList<PageSymbol> Legend,
    IReadOnlyDictionary<string, string> Verdicts,
    IReadOnlyDictionary<string, string> Promises,
    IReadOnlyList<PageRule> Rules,
    IReadOnlyList<string> Intents,
    IReadOnlyList<PageQuantity> Quantities);

internal sealed record PageAxis(string Name, IReadOnlyList<PageMember> Members);

/// <param name="Sources">Which of <see cref="PageSource"/> show its code.</param>
internal sealed record PageMember(string Name, string Sentence, IReadOnlyList<int> Sources);

internal sealed record PageSymbol(char Symbol, string Words);

internal sealed record PageRule(
    string Id, string File, string Title, Promise Promise, string? Rank, IReadOnlyList<string> Sources, string? Quote,
    string Why, string Instead, string Known, IReadOnlyList<int> Intents);

/// <param name="Twin">What stands beside it in C.</param>
internal sealed record PageQuantity(string Name, string Sentence, string Twin);

/// <summary>A quantity of a cell, timed beside its twin in C.</summary>
/// <param name="Environment">Which one, from 0.</param>
/// <param name="Value">Median and the ends of its interval, in ns.</param>
/// <param name="Tail">Percents and ns, one behind the other; null when not every single one was timed.</param>
internal sealed record PageLatency(
    int Environment, string Key, string Quantity, string? Axis, int? Point, string Condition, IReadOnlyList<double> Value,
    IReadOnlyList<double> Twin, double Ratio, IReadOnlyList<string> Warnings, IReadOnlyList<double>? Tail,
    IReadOnlyList<double>? TwinTail);

/// <summary>All that is the same in every cell of which the same was promised and seen.</summary>
internal sealed record PageStory(
    char Symbol, Promise Promise, string Rule, Verdict Verdict, IReadOnlyList<PageOutcome> Outcomes, bool? Shared,
    string? Proof, string? Corroboration, PageCycle? Cycle);

/// <param name="Bound">What it says of all attempts that could be made.</param>
internal sealed record PageOutcome(OutcomeKind Outcome, int Count, string? Detail, string? Stage, string? Words, string Bound);

internal sealed record PageCycle(string Kind, IReadOnlyList<PageStep> Steps);

/// <param name="For">The step that it waits for, from 0; null when that is none of them.</param>
internal sealed record PageStep(string Role, string Call, string Stage, string Waits, int? For, string Text);

/// <summary>One environment without its cells.</summary>
/// <param name="Option">What a command line needs to mean it.</param>
/// <param name="PlugIns">What it needs to know a library from outside the kit, by the library's name; null: there is none.</param>
/// <param name="Missing">What is not whole, in sentences.</param>
/// <param name="Listed">What the known file says of cells that differ from it or break a promise: by key.</param>
internal sealed record PageEnvironment(
    string Name, string Runtime, string? Kit, IReadOnlyList<string> Modes, string Option, IReadOnlyDictionary<string, string>? PlugIns,
    IReadOnlyList<string> Missing, Ledger? Ledger, IReadOnlyList<LeftOut>? LeftOut, IReadOnlyDictionary<string, PageListed> Listed);

internal sealed record PageListed(string Outcomes, string? Link, string? Note);

/// <summary>A part of a file, as it was when the kit was built.</summary>
internal sealed record PageSource(string Path, int Line, string Text);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageShape))]
[JsonSerializable(typeof(PageStory))]
[JsonSerializable(typeof(PageEnvironment))]
[JsonSerializable(typeof(PageSource))]
[JsonSerializable(typeof(PageLatency))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class PageJson : JsonSerializerContext
{
    private static PageJson? legible;

    /// <summary>Every script is legible, and nothing in a message can end the element that it stands in: the encoder
    /// writes &lt;, &gt; and &amp; as escapes.</summary>
    public static PageJson Legible => legible ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
