using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kit.Latency;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports.Html;

/// <summary>Rows as the page is given them: stories that many cells share, and for every cell two numbers, how far it
/// lies behind the one before it in the product of the axes, and which story it tells.</summary>
internal sealed class PageData
{
    private readonly List<string> stories = [];
    private readonly Dictionary<string, int> storyOf = [];
    private readonly Dictionary<string, int>[] places;

    private PageData(IReadOnlyList<IReadOnlyList<MemberFact>> axes)
    {
        places = [.. axes.Select(a => a.Select((m, at) => (m.Name, at)).ToDictionary(m => m.Name, m => m.at))];
    }

    /// <summary>The parts of the page by the ids of their elements, each JSON, a line for each element of a
    /// list.</summary>
    public static IEnumerable<(string Id, string Json)> Of(IReadOnlyList<PageInput> inputs, Rulebook rulebook)
    {
        var axes = Members(inputs);
        var data = new PageData(axes);
        var sources = new CellSources(SourceFiles.OfTheKit);
        var cells = inputs.Select(data.Cells).ToList();
        List<string> intents = [.. Intent.Of(rulebook).Select(i => i.Words)];
        var shape = new PageShape(
            RunFacts.KitVersion,
            [.. Key.Places.Zip(axes, (place, members) => new PageAxis(
                place, [.. members.Select(m => new PageMember(m.Name, m.Sentence, sources.Of(place, m.Name)))]))],
            [.. Symbol.Legend.Select(l => new PageSymbol(l.Symbol, l.Words.Replace("**", "")))],
            Enum.GetValues<Verdict>().ToDictionary(v => v.Word(), Family.Meaning),
            Enum.GetValues<Promise>().ToDictionary(p => p.Word(), Promises.Meaning),
            [.. rulebook.Rules.Select(r => Rule(r, intents))],
            intents,
            [.. Quantity.All.Where(q => inputs.Any(i => i.Latency.Any(l => l.Quantity == q.Name))).Select(q => new PageQuantity(q.Name, q.Sentence, q.Twin))]);
        yield return ("shape", Json(shape, PageJson.Legible.PageShape));
        yield return ("stories", List(data.stories));
        yield return ("environments", List(inputs.Select(Environment)));
        yield return ("cells", List(cells));
        yield return ("latency", List(inputs.SelectMany((input, at) => input.Latency.Select(row => Json(Latency(at, row), PageJson.Legible.PageLatency)))));
        yield return ("sources", List(sources.All.Select(s => Json(s, PageJson.Legible.PageSource))));
    }

    // The union, in the order of the environments that have most of them.
    private static IReadOnlyList<IReadOnlyList<MemberFact>> Members(IReadOnlyList<PageInput> inputs)
    {
        var told = inputs.OrderByDescending(i => i.Run?.Members?.Count ?? 0)
            .SelectMany(i => i.Run?.Members ?? []).ToList();
        return [.. Key.Places.Select((axis, place) => (IReadOnlyList<MemberFact>)
            [.. told.Where(m => m.Axis == axis)
                .Concat(inputs.SelectMany(i => i.Rows).Select(r => r.Key[place]).Distinct().Order(StringComparer.Ordinal)
                    .Select(name => new MemberFact(axis, name, "")))
                .DistinctBy(m => m.Name)])];
    }

    private string Cells(PageInput input)
    {
        var before = -1;
        var groups = input.Rows.Select(r => (At: Index(r.Key), Row: r)).OrderBy(r => r.At)
            .GroupBy(r => (r.Row.Key.Library, r.Row.Key.Call)).Select(group =>
            {
                var numbers = new List<int>();
                foreach (var (at, row) in group)
                {
                    numbers.Add(at - before);
                    numbers.Add(StoryOf(row));
                    before = at;
                }

                return Json<IReadOnlyList<int>>(numbers, PageJson.Legible.IReadOnlyListInt32);
            }).ToList();
        return List(groups);
    }

    private int Index(Key key)
    {
        var at = 0;
        for (var place = 0; place < places.Length; place++)
        {
            at = checked((at * places[place].Count) + places[place][key[place]]);
        }

        return at;
    }

    private int StoryOf(Row row)
    {
        var story = Json(Story(row), PageJson.Legible.PageStory);
        if (!storyOf.TryGetValue(story, out var at))
        {
            storyOf.Add(story, at = stories.Count);
            stories.Add(story);
        }

        return at;
    }

    private static PageStory Story(Row row)
    {
        var proof = row.Evidence?.Text is { } text ? Observed.Steady(text) : null;
        var outcomes = row.Outcomes.Select(t => new PageOutcome(
            t.Outcome.Kind, t.Count, t.Outcome.Detail, t.Outcome.Stage, Words(row, t.Outcome),
            Bounds.InWords(t.Count, row.Attempts))).ToList();
        return new PageStory(
            Symbol.Of(row), row.Promise, row.Rule, row.Verdict, outcomes, row.Isolated ? null : true,
            outcomes.Any(o => o.Words == proof) ? null : proof,
            row.Evidence?.Corroboration is { } said ? Observed.Steady(said) : null,
            row.Evidence?.Cycle is { } cycle ? Cycle(cycle) : null);
    }

    private static string? Words(Row row, Outcome outcome) =>
        Observed.Words(row, outcome) is { Length: > 0 } words ? words : null;

    // Without process and thread numbers, rates and states: they are others each time.
    private static PageCycle Cycle(Execution.Cycle cycle)
    {
        var slots = cycle.Steps.Select(s => s.Slot).ToList();
        return new PageCycle(cycle.Kind, [.. cycle.Steps.Select(s => new PageStep(
            s.Role, s.Call, s.Stage, s.Waits,
            s.ForSlot is { } slot && slots.IndexOf(slot) is var at and >= 0 ? at : null,
            Execution.Cycle.OfWaits == cycle.Kind ? "" : Observed.Steady(s.Text)))]);
    }

    private static string Environment(PageInput input)
    {
        var reproduce = Reproduce.Of(input.Run);
        return Json(
            new PageEnvironment(
                input.Environment.ToString(),
                input.Run?.Runtime ?? input.Environment.Runtime,
                input.Run?.Kit,
                [.. input.Environment.Modes.Select(m => m.Sentence)],
                reproduce.Option(input.Environment),
                reproduce.PlugIns is { Count: > 0 } plugIns ? plugIns : null,
                input.AllMissing(),
                input.Run?.Ledger,
                input.Run?.LeftOut,
                Listed(input)),
            PageJson.Legible.PageEnvironment);
    }

    private static SortedDictionary<string, PageListed> Listed(PageInput input) => new(
        input.Rows.Where(r => r.Verdict is Verdict.Known or Verdict.Fixed or Verdict.Changed)
            .Select(r => input.Known[r.Key]).OfType<KnownEntry>()
            .ToDictionary(k => k.Key.ToString(), k => new PageListed(
                string.Join(", ", k.Outcomes), k.Link?.OriginalString, k.Note)),
        StringComparer.Ordinal);

    private static PageLatency Latency(int environment, LatencyRow row) => new(
        environment, row.Key, row.Quantity, row.Axis, row.Point, row.Condition, Three(row.Value), Three(row.Twin),
        row.Ratio.Median, row.Warnings, Tail(row.Distribution), Tail(row.TwinDistribution));

    private static double[] Three(Estimate e) => [e.Median, e.Low, e.High];

    private static double[]? Tail(Distribution? of) => of is null ? null : [.. of.Quantiles.SelectMany(q => new[] { q.Percent, q.Ns })];

    private static PageRule Rule(Rule rule, List<string> intents) => new(
        rule.Id, rule.File, rule.Title, rule.Promise, rule.Rank == Rank.None ? null : rule.Rank.InWords(),
        [.. rule.Sources.Select(s => s.OriginalString)], rule.Quote?.Trim(), rule.Prose.Why, rule.Prose.Instead,
        rule.Prose.Known, [.. rule.Intents.Select(i => intents.IndexOf(i))]);

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static string List(IEnumerable<string> elements) => $"[\n{string.Join(",\n", elements)}\n]";
}
