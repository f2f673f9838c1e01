namespace Kit.Rules;

/// <summary>What somebody wants to do, or is afraid of, and the rules that have the answer: what is allowed
/// first, and then whose first intent it is.</summary>
/// <param name="Words">A sentence in the first person.</param>
public sealed record Intent(string Words, IReadOnlyList<Rule> Rules)
{
    /// <summary>All that the rules name, the ordinary before the extraordinary. That is the order of precedence from its
    /// end, as hazards stand above what they are an exception from. What only the rule for everything else names comes
    /// last.</summary>
    public static IReadOnlyList<Intent> Of(Rulebook rulebook) =>
    [
        .. rulebook.Rules.OrderBy(r => r.IsEverything).ThenByDescending(r => r.Number)
            .SelectMany(r => r.Intents).Distinct()
            .Select(words => new Intent(words, [
                .. rulebook.Rules.Where(r => r.Intents.Contains(words))
                    .OrderBy(r => r.Promise != Promise.Defined).ThenBy(r => r.Promise == Promise.Unspecified)
                    .ThenBy(r => r.Intents.ToList().IndexOf(words))])),
    ];
}
