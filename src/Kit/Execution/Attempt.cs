using System.Text.Json.Serialization;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>One run of one cell: a line of <c>attempts.jsonl</c>, appended the moment it ends. Everything else that is
/// said about a cell is folded from its attempts and can be folded again.</summary>
/// <param name="Key">The cell.</param>
/// <param name="Environment">Where it ran.</param>
/// <param name="Number">1 for the cell's first attempt.</param>
/// <param name="Outcome">What it did. A cell that cannot be here has one attempt, which is absent and started
/// nothing.</param>
/// <param name="CpuSeconds">What the child and its descendants used.</param>
/// <param name="Isolated">It had its process for itself.</param>
/// <param name="Plan">The hash of the plan it belongs to.</param>
/// <param name="Evidence">What the outcome stands on, if there is more to say.</param>
public sealed record Attempt(
    Key Key,
    EnvironmentName Environment,
    int Number,
    Outcome Outcome,
    double CpuSeconds,
    bool Isolated,
    string Plan,
    Evidence? Evidence = null)
{
    /// <summary>The format of the lines that are written; those of a newer one are refused.</summary>
    public const int Format = 1;

    /// <summary>The line, without its end.</summary>
    public string ToLine() => Json.Line(
        new AttemptLine(
            Format,
            Key.ToString(),
            Environment.ToString(),
            Number,
            Outcome.Kind,
            Outcome.Signal,
            Outcome.ExitCode,
            Outcome.Stage,
            Outcome.Message,
            Math.Round(Outcome.Seconds, 4),
            Math.Round(CpuSeconds, 4),
            Isolated,
            Plan,
            Evidence,
            Outcome.Assert),
        ReportJson.Lines.AttemptLine);

    /// <summary>Reads a line.</summary>
    /// <exception cref="InputException">It is no attempt, or a newer kit wrote it.</exception>
    public static Attempt Parse(string line)
    {
        var read = Json.Parse(line, Format, "an attempt", ReportJson.Lines.AttemptLine);
        return new Attempt(
            Key.Parse(read.Key),
            EnvironmentName.Parse(read.Environment),
            read.Attempt,
            new Outcome(read.Outcome, read.Signal, read.ExitCode, read.Stage, read.Message, read.Seconds, read.Assert),
            read.CpuSeconds,
            read.Isolated,
            read.Plan,
            read.Evidence);
    }
}

/// <summary>An attempt as it is written: flat, so that <c>grep</c> and <c>jq</c> are enough to ask it
/// something.</summary>
internal sealed record AttemptLine(
    int Format,
    string Key,
    string Environment,
    int Attempt,
    OutcomeKind Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Signal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? ExitCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Stage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Message,
    double Seconds,
    double CpuSeconds,
    bool Isolated,
    string Plan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Evidence? Evidence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Assert = false);
