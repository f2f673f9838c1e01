using System.Text.RegularExpressions;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>Reads one rule: a Markdown file <c>NN-slug.md</c> that begins with YAML between two lines of three
/// dashes.</summary>
internal static partial class RuleFile
{
    public static Rule Parse(string path, string text)
    {
        var name = Path.GetFileName(path);
        if (!NameForm().IsMatch(name))
        {
            throw new InputException($"{path}: a rule's file is called NN-slug.md; its number is its precedence");
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
        if (end < 0)
        {
            throw new InputException($"{path}:1: expected front matter between two lines '---'");
        }

        var front = YamlPart.Root(path, string.Join('\n', lines[1..end]), above: 1);
        return Read(path, name, front, Prose.Parse(string.Join('\n', lines[(end + 1)..])));
    }

    private static Rule Read(string path, string name, YamlPart front, Prose prose)
    {
        var fields = front.Fields("title", "selector", "environments", "promise", "rank", "source", "sources", "quote", "intents", "right", "wrong");
        YamlPart Need(string field) => fields.TryGetValue(field, out var part)
            ? part
            : throw front.Complaint($"a rule has no '{field}'");
        Key? Example(string field) => fields.TryGetValue(field, out var part) ? part.Read(Key.Parse) : null;
        IReadOnlyList<YamlPart> All(string field) => fields.TryGetValue(field, out var part) ? part.Texts : [];

        var promise = Need("promise").Read(word => Words.Parse<Promise>(word, "promise"));
        var rank = fields.TryGetValue("rank", out var rankPart) ? rankPart.Read(ParseRank) : Rank.None;
        Uri[] sources = [.. All("source").Concat(All("sources")).Select(s => s.Read(ParseSource))];
        var quote = fields.TryGetValue("quote", out var quotePart) ? quotePart.Text : null;
        if (promise != Promise.Unspecified)
        {
            var missing = sources.Length == 0 ? "source" : quote is null ? "quote" : rank == Rank.None ? "rank" : null;
            if (missing is not null)
            {
                throw front.Complaint(
                    $"the promise '{promise.Word()}' needs a {missing}; " +
                    "without source, quote and rank it is 'unspecified'");
            }
        }

        if (prose.Why.Length == 0)
        {
            throw new InputException($"{path}: expected prose below the front matter: ## Why, and ## Instead");
        }

        var form = NameForm().Match(name);
        return new Rule(
            form.Groups["id"].Value,
            int.Parse(form.Groups["number"].Value),
            name,
            Need("title").Text,
            [.. Need("selector").Texts.Select(s => s.Read(Selector.Parse))],
            fields.ContainsKey("environments") ? [.. All("environments").Select(e => e.Text)] : ["*"],
            promise,
            rank,
            sources,
            quote,
            prose)
        {
            Intents = [.. All("intents").Select(i => i.Text)],
            Right = Example("right"),
            Wrong = Example("wrong"),
        };
    }

    private static Rank ParseRank(string words) => Words.Parse<Rank>(words.Replace(' ', '-'), "rank of a source");

    private static Uri ParseSource(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme == Uri.UriSchemeHttps
            ? link
            : throw new InputException($"'{text}' is not a link; a source begins with https://");

    [GeneratedRegex(@"^(?<number>\d{1,6})-(?<id>[a-z0-9-]+)\.md$")]
    private static partial Regex NameForm();
}
