using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>Folds attempts into rows.</summary>
public static class Rows
{
    /// <summary>One row for each cell that has an attempt, by key; the order in which attempts ended leaves no
    /// trace.</summary>
    public static IReadOnlyList<Row> Fold(
        IEnumerable<Attempt> attempts, Rulebook rulebook, Known known, EnvironmentName environment)
    {
        var cells = new SortedDictionary<Key, List<Attempt>>();
        foreach (var attempt in attempts)
        {
            if (attempt.Environment != environment)
            {
                throw new InputException(
                    $"an attempt of {attempt.Key} ran on {attempt.Environment}, " +
                    $"and stands among those of {environment}");
            }

            if (!cells.TryGetValue(attempt.Key, out var own))
            {
                cells.Add(attempt.Key, own = []);
            }

            own.Add(attempt);
        }

        return [.. cells.Select(
            cell => Fold(cell.Key, InOrder(cell.Value), rulebook.For(cell.Key, environment), known[cell.Key]))];
    }

    private static Row Fold(Key key, List<Attempt> attempts, Rule rule, KnownEntry? known)
    {
        var outcomes = Tally.Of(attempts.Select(a => a.Outcome));
        return new Row(
            key,
            attempts[0].Environment,
            rule.Promise,
            rule.Id,
            Verdicts.Judge(rule.Promise, outcomes, known),
            outcomes,
            attempts.Where(a => a.Evidence is not null).MinBy(a => Rank(a, rule.Promise))?.Evidence,
            attempts.All(a => a.Isolated));
    }

    // Attempts of one number come from runs that were merged: their content decides, so that the order of files does
    // not.
    private static List<Attempt> InOrder(List<Attempt> attempts) => attempts.Count == 1
        ? attempts
        : [.. attempts.OrderBy(a => a.Number).ThenBy(a => a.ToLine(), StringComparer.Ordinal)];

    /// <summary>The lower, the more there is to learn from it: a proof, a promise that was not kept, something
    /// measured.</summary>
    private static int Rank(Attempt attempt, Promise promise) =>
        attempt.Evidence?.Cycle is not null ? 0
        : promise.Kept() is { } kept && attempt.Outcome.Kind != kept ? 1
        : attempt.Evidence?.Measures is not null ? 2
        : 3;
}
