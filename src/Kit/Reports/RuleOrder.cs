using Kit.Rules;

namespace Kit.Reports;

/// <summary>Rules by their ids as reports show them: in the order of precedence, with a title and, where the rules lie
/// beside the page, a link. Rows that were written under other rules are shown by their ids, behind these.</summary>
/// <param name="rulebook">The rules.</param>
/// <param name="folder">Where their files are, as seen from the page; null for no links.</param>
public sealed class RuleOrder(Rulebook rulebook, string? folder = null) : IComparer<string>
{
    private readonly Dictionary<string, (int At, Rule Rule)> rules =
        rulebook.Rules.Select((rule, at) => (rule, at)).ToDictionary(r => r.rule.Id, r => (r.at, r.rule));

    public string Title(string id) => rules.TryGetValue(id, out var found) ? found.Rule.Title : "";

    /// <summary>The id, as a link in Markdown if there is something to link to.</summary>
    public string Link(string id) =>
        folder is not null && rules.TryGetValue(id, out var found) ? $"[{id}]({folder}/{found.Rule.File})" : id;

    public int Compare(string? x, string? y)
    {
        var byPrecedence = At(x!).CompareTo(At(y!));
        return byPrecedence != 0 ? byPrecedence : string.CompareOrdinal(x, y);
    }

    private int At(string id) => rules.TryGetValue(id, out var found) ? found.At : int.MaxValue;
}
