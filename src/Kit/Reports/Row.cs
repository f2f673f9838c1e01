using System.Text.Json.Serialization;
using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>One cell in one environment: the fold of its attempts, with its verdict. Every report is a projection of
/// these.</summary>
/// <param name="Key">The cell.</param>
/// <param name="Environment">Where it ran.</param>
/// <param name="Promise">What its rule promises.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Verdict">What comes of the promise and the outcomes.</param>
/// <param name="Outcomes">What its attempts did, the most frequent first.</param>
/// <param name="Evidence">Of the most telling attempt.</param>
/// <param name="Isolated">Every attempt had its process for itself.</param>
public sealed record Row(
    Key Key,
    EnvironmentName Environment,
    Promise Promise,
    string Rule,
    Verdict Verdict,
    IReadOnlyList<Tally> Outcomes,
    Evidence? Evidence = null,
    bool Isolated = true)
{
    /// <summary>The format of the lines that are written; those of another one are refused.</summary>
    public const int Format = 1;

    /// <summary>How often the cell was run.</summary>
    public int Attempts => Outcomes.Sum(t => t.Count);

    /// <summary>What every attempt did, or null when they did not all do the same.</summary>
    public OutcomeKind? Outcome => Outcomes.Select(t => t.Outcome.Kind).Distinct().ToList() is [var only] ? only : null;

    /// <summary>Forbidden, and yet it returned the right answer: the most dangerous cell in the table, as it passes
    /// every test of the program that has it.</summary>
    public bool WorksThoughForbidden =>
        Promise == Promise.Forbidden && Outcomes.Any(t => t.Outcome.Kind == OutcomeKind.Returned);

    /// <summary>The line, without its end.</summary>
    public string ToLine() => Json.Line(
        new RowLine(
            Format,
            Key.ToString(),
            Environment.ToString(),
            Promise,
            Rule,
            Verdict,
            [.. Outcomes.Select(OutcomeLine.Of)],
            Evidence,
            Isolated),
        ReportJson.Lines.RowLine);

    /// <summary>Reads a line.</summary>
    /// <exception cref="InputException">It is no row, or one of another format.</exception>
    public static Row Parse(string line)
    {
        var read = Json.Parse(line, Format, "a row", ReportJson.Lines.RowLine);
        return new Row(
            Key.Parse(read.Key),
            EnvironmentName.Parse(read.Environment),
            read.Promise,
            read.Rule,
            read.Verdict,
            read.Outcomes.Count > 0
                ? [.. read.Outcomes.Select(o => o.Tally)]
                : throw new InputException($"the row of {read.Key} has no outcome"),
            read.Evidence,
            read.Isolated);
    }
}

/// <summary>A row as it is written.</summary>
internal sealed record RowLine(
    int Format,
    string Key,
    string Environment,
    Promise Promise,
    string Rule,
    Verdict Verdict,
    IReadOnlyList<OutcomeLine> Outcomes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Evidence? Evidence,
    bool Isolated);

/// <summary>An outcome of a row as it is written.</summary>
internal sealed record OutcomeLine(
    OutcomeKind Outcome,
    int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Signal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? ExitCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Stage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Message,
    double Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Assert = false)
{
    [JsonIgnore]
    public Tally Tally => new(new Outcome(Outcome, Signal, ExitCode, Stage, Message, Seconds, Assert), Count);

    public static OutcomeLine Of(Tally tally) => new(
        tally.Outcome.Kind,
        tally.Count,
        tally.Outcome.Signal,
        tally.Outcome.ExitCode,
        tally.Outcome.Stage,
        tally.Outcome.Message,
        Math.Round(tally.Outcome.Seconds, 4),
        tally.Outcome.Assert);
}
