using Kit.Matrix;

namespace Kit.Reports;

/// <summary>Environments that did the same, told in a breath: of 35 those few that stand out, and "the 33 others".</summary>
public static class Together
{
    /// <summary>More columns than this nobody can compare.</summary>
    public const int FewColumns = 6;

    private const int NamedOfTheMost = 3;

    /// <summary>Who did what, those who stand out first.</summary>
    /// <param name="told">What each environment did.</param>
    public static IReadOnlyList<(string Who, string What)> Of(IEnumerable<(EnvironmentName Environment, string What)> told)
    {
        var all = told.ToList();
        var everybody = all.Select(t => t.Environment).ToList();
        var groups = all.GroupBy(t => t.What, t => t.Environment, StringComparer.Ordinal)
            .OrderBy(g => g.Count()).ThenBy(g => g.Min(e => e.ToString()), StringComparer.Ordinal).ToList();
        return [.. groups.Select((g, at) => (
            groups.Count > 1 && at == groups.Count - 1 && g.Count() > NamedOfTheMost
                ? $"the {g.Count()} others" : Names([.. g], everybody),
            g.Key))];
    }

    /// <summary>"coreclr-8.0, coreclr-9.0+collecting, all 11 of nativeaot-10.0". The platform is told where there are several.</summary>
    /// <param name="some">The environments that are meant.</param>
    /// <param name="all">Those that could be, all of <paramref name="some"/> among them.</param>
    public static string Names(IReadOnlyCollection<EnvironmentName> some, IReadOnlyCollection<EnvironmentName> all)
    {
        var onOne = all.Select(e => e.Platform).Distinct().Count() == 1;
        return some.Count == all.Count && all.Count > NamedOfTheMost
            ? $"all {all.Count}"
            : string.Join(", ", all.GroupBy(e => (e.Runtime, e.IsPrivate, e.Platform))
                .OrderBy(g => g.Min(e => e.ToString()), StringComparer.Ordinal).SelectMany(OfRuntime));

        IEnumerable<string> OfRuntime(IEnumerable<EnvironmentName> own)
        {
            var (those, others) = (own.Where(some.Contains).ToList(), own.Where(e => !some.Contains(e)).ToList());
            return those.Count <= Math.Max(NamedOfTheMost, others.Count) ? Each(those)
                : [$"all {those.Count + others.Count} of {Base(those[0])}{(others.Count == 0 ? "" : $" but {string.Join(" and ", Each(others))}")}"];
        }

        IEnumerable<string> Each(IEnumerable<EnvironmentName> own) => own.OrderBy(e => e.SortKey, StringComparer.Ordinal).Select(Name);

        string Base(EnvironmentName environment) =>
            environment.Runtime + (environment.IsPrivate ? $"+{EnvironmentName.PrivateMark}" : "") + (onOne ? "" : $"/{environment.Platform}");

        string Name(EnvironmentName environment) => onOne ? environment.RuntimeAndModes : environment.ToString();
    }
}
