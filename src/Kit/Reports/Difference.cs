using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>In what sense environments differ in a cell, the worst first.</summary>
public enum DifferenceKind
{
    /// <summary>A promise is kept in one and broken in another.</summary>
    PromiseBroken,

    /// <summary>No promise is broken. It works in one, and not, or not always, in another: who tried it in the first
    /// believes that it may be done.</summary>
    WorksInOne,

    /// <summary>It works in none, and goes wrong in different ways.</summary>
    WrongInOtherWays,

    /// <summary>It does the same, and another promise is made of it.</summary>
    OtherPromise,

    /// <summary>It is not possible in one.</summary>
    AbsentInOne,
}

/// <summary>One cell in which at least two environments differ.</summary>
/// <param name="Rows">Its rows, of two environments at least, in the order of the environments.</param>
public sealed record Difference(DifferenceKind Kind, IReadOnlyList<Row> Rows)
{
    public Key Key => Rows[0].Key;

    /// <summary>The row that says best what is at stake: of a broken promise the one that breaks it.</summary>
    public Row Row => Rows.FirstOrDefault(r => IsBroken(r)) ?? Rows.FirstOrDefault(r => r.Verdict != Verdict.Absent) ?? Rows[0];

    /// <summary>Every difference between rows of several environments. What counts as one is what counts for
    /// <see cref="Diff"/>: other outcomes or another promise, not how often. A cell that is not of an environment's run
    /// is no difference, as nobody asked.</summary>
    public static IReadOnlyList<Difference> Of(IEnumerable<Row> rows) =>
        [.. rows.GroupBy(r => r.Key)
            .Select(cell => cell.OrderBy(r => r.Environment.SortKey, StringComparer.Ordinal).ToList())
            .Select(cell => Judge(cell) is { } kind ? new Difference(kind, cell) : null)
            .OfType<Difference>()];

    private static DifferenceKind? Judge(List<Row> cell)
    {
        // The kit's own fault says nothing of the environment.
        var ran = cell.Where(r => r.Verdict is not (Verdict.Absent or Verdict.Broken)).ToList();
        if (ran.Count > 0 && ran.Any(IsBroken) && !ran.All(IsBroken))
        {
            return DifferenceKind.PromiseBroken;
        }

        if (ran.Count > 1 && ran.Skip(1).Any(r => !Diff.DidTheSame(ran[0], r)))
        {
            return ran.Any(Works) && !ran.All(IsBroken) ? DifferenceKind.WorksInOne : DifferenceKind.WrongInOtherWays;
        }

        return ran.Select(r => (r.Rule, r.Promise)).Distinct().Count() > 1 ? DifferenceKind.OtherPromise
            : ran.Count > 0 && cell.Any(r => r.Verdict == Verdict.Absent) ? DifferenceKind.AbsentInOne
            : null;
    }

    private static bool IsBroken(Row row) => row.Verdict.BreaksPromise();

    private static bool Works(Row row) => row.Outcomes.Any(t => t.Outcome.Kind == OutcomeKind.Returned);
}
