using Kit.Matrix;

namespace Kit.Rules;

/// <summary>The law: rules in the order of their files' numbers. The first that governs a cell wins it; the last one
/// governs everything and promises nothing, so that every cell has exactly one rule.</summary>
public sealed class Rulebook
{
    public Rulebook(IEnumerable<Rule> rules)
    {
        Rules = [.. rules.OrderBy(r => r.Number)];
        RequireDistinct(r => r.Id, "name");
        RequireDistinct(r => r.Number.ToString(), "number");
        if (Rules is not [.., { IsEverything: true, Promise: Promise.Unspecified }])
        {
            var last = Rules.Count > 0 ? $", {Rules[^1].File}," : "";
            throw new InputException(
                $"the last rule{last} must select \"*\" in every environment and promise 'unspecified'; " +
                "otherwise cells would be without a rule");
        }
    }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Loads every rule of a folder. A README.md beside them is for people.</summary>
    public static Rulebook Load(string folder)
    {
        try
        {
            return new Rulebook(Directory.EnumerateFiles(folder, "*.md")
                .Where(f => Path.GetFileName(f) != "README.md")
                .Order(StringComparer.Ordinal)
                .Select(f => RuleFile.Parse(f, File.ReadAllText(f))));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the rules cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The rule that wins the cell.</summary>
    public Rule For(Key key, EnvironmentName environment)
    {
        foreach (var rule in Rules)
        {
            if (rule.Governs(key, environment))
            {
                return rule;
            }
        }

        throw new InvalidOperationException("the last rule governs everything");
    }

    /// <summary>The rule of that name, or a complaint that names the nearest.</summary>
    public Rule Named(string id) => Rules.FirstOrDefault(r => r.Id == id)
        ?? throw new InputException($"there is no rule '{id}'{Nearest.Hint(id, [.. Rules.Select(r => r.Id)])}");

    /// <summary>Rules that win no cell in any of the environments, because their selectors miss or an earlier rule is
    /// wider.</summary>
    public IReadOnlyList<Rule> Dead(IEnumerable<Key> keys, IReadOnlyCollection<EnvironmentName> environments)
    {
        var (dead, all) = (Rules.ToList(), keys.ToList());
        foreach (var environment in environments)
        {
            foreach (var key in all)
            {
                // Few rules are left soon, and few keys are theirs: who wins the others need not be asked.
                if (dead.Exists(r => r.Governs(key, environment)))
                {
                    dead.Remove(For(key, environment));
                }
            }
        }

        return dead;
    }

    private void RequireDistinct(Func<Rule, string> part, string noun)
    {
        if (Rules.GroupBy(part).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            var files = string.Join(" and ", same.Select(r => r.File));
            throw new InputException($"two rules have the {noun} {same.Key}: {files}");
        }
    }
}
