using System.Text.Json.Serialization;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>How many cells have one reason in common.</summary>
public sealed record Reason(
    [property: JsonPropertyName("reason")] string Text,
    int Count)
{
    /// <summary>The largest first.</summary>
    public static IReadOnlyList<Reason> Counted(IEnumerable<string> reasons) =>
        [.. reasons.CountBy(r => r).Select(r => new Reason(r.Key, r.Value))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Text, StringComparer.Ordinal)];

    public static IReadOnlyList<Reason> Of(IEnumerable<HoleCount> holes) =>
        [.. holes.Select(h => new Reason(h.Reason, h.Count))];
}

/// <summary>The account of a run: every planned cell ran, is absent for a reason, or was not run for a
/// reason.</summary>
/// <param name="Planned">Cells of the plan.</param>
/// <param name="Ran">Those with an attempt.</param>
/// <param name="Absent">Those that cannot be on this machine.</param>
/// <param name="NotRun">Those for which there was no time, or whatever else came between.</param>
/// <param name="Holes">Points of the product that are no cells: not planned, and never missing without a word.</param>
public sealed record Ledger(
    int Planned,
    int Ran,
    IReadOnlyList<Reason> Absent,
    IReadOnlyList<Reason> NotRun,
    IReadOnlyList<Reason> Holes)
{
    /// <summary>The reason of cells that a run which was killed leaves behind.</summary>
    public const string Ended = "The run ended before their turn came; --resume finishes it.";

    [JsonIgnore]
    public int AbsentCells => Absent.Sum(r => r.Count);

    [JsonIgnore]
    public int NotRunCells => NotRun.Sum(r => r.Count);

    /// <summary>When it does not, nothing that the run says of completeness is true.</summary>
    [JsonIgnore]
    public bool AddsUp => Planned == Ran + AbsentCells + NotRunCells;

    /// <summary>The account as the rows tell it.</summary>
    /// <param name="planned">Cells of the plan.</param>
    /// <param name="rows">Of the cells that have an attempt, absent ones among them.</param>
    /// <param name="notRun">Reasons why cells have none, as far as there are any left: what was made up for since needs
    /// no reason.</param>
    /// <param name="holes">Of the plan.</param>
    /// <param name="otherwise">The reason of every other cell without an attempt. Null says that there must be none,
    /// and the account then does not add up: nobody may lose a cell without a word.</param>
    public static Ledger Of(
        int planned, IEnumerable<Row> rows, IReadOnlyList<Reason> notRun, IReadOnlyList<Reason> holes,
        string? otherwise = Ended)
    {
        var all = rows.ToList();
        var absent = all.Where(r => r.Verdict == Verdict.Absent).ToList();
        var missing = Math.Max(0, planned - all.Count);
        var reasons = new List<Reason>();
        foreach (var reason in otherwise is null ? notRun : notRun.Append(new Reason(otherwise, missing)))
        {
            var count = Math.Min(reason.Count, missing);
            missing -= count;
            if (count > 0)
            {
                reasons.Add(reason with { Count = count });
            }
        }

        return new Ledger(
            planned,
            all.Count - absent.Count,
            Reason.Counted(absent.Select(r => r.Outcomes[0].Outcome.Message ?? "It does not say why.")),
            reasons,
            holes);
    }

    /// <summary>"2,773 planned = 2,750 ran + 20 absent + 3 not run".</summary>
    public override string ToString() =>
        $"{Planned:N0} planned {(AddsUp ? "=" : "is not")} " +
        $"{Ran:N0} ran + {AbsentCells:N0} absent + {NotRunCells:N0} not run";
}
