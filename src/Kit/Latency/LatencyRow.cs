using System.Text.Json.Serialization;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Latency;

/// <summary>A median with an interval that holds the true one with the row's confidence.</summary>
public sealed record Estimate(double Median, double Low, double High);

/// <summary>So many of a hundred callbacks took at most so many nanoseconds.</summary>
public sealed record Quantile(double Percent, double Ns);

/// <summary>Of every single callback.</summary>
/// <param name="N">Callbacks.</param>
/// <param name="ExpectedIntervalNs">What coordinated omission was corrected by; null when nothing was corrected.</param>
/// <param name="Quantiles">From 50 to 100 percent; 100 is the maximum.</param>
public sealed record Distribution(
    long N, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ExpectedIntervalNs, IReadOnlyList<Quantile> Quantiles)
{
    /// <summary>The nanoseconds of the first quantile that reaches so many percent.</summary>
    public double At(double percent) => Quantiles.First(q => q.Percent >= percent).Ns;
}

/// <summary>What happened meanwhile to the slowest callbacks. One may have met several.</summary>
/// <param name="Slowest">How many were looked at: 100, or as many as took longer than 1 us.</param>
/// <param name="Collections">That overlapped a pause of the collector.</param>
/// <param name="Faults">In which the thread had a page fault.</param>
/// <param name="Switches">In which the thread waited or was preempted.</param>
/// <param name="Unexplained">With none of these: the hypervisor, an interrupt, or the sampler's own limits.</param>
/// <param name="PausesSeen">Collections during the whole series.</param>
public sealed record Stalls(int Slowest, int Collections, int Faults, int Switches, int Unexplained, int PausesSeen);

/// <summary>The rounds of one process, in nanoseconds for one operation.</summary>
public sealed record ProcessRounds(IReadOnlyList<double> Value, IReadOnlyList<double> Twin);

/// <summary>One quantity of one cell, beside its twin in C: a line of <c>latency.jsonl</c>.</summary>
public sealed record LatencyRow(
    string Key,
    string Environment,
    string Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Axis,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Point,
    string Condition,
    string Unit,
    string Promise,
    string Rule,
    string Runtime,
    string Machine,
    bool Quick,
    long N,
    double Confidence,
    Estimate Value,
    Estimate Twin,
    Estimate Ratio,
    Estimate Difference,
    double ResolutionNs,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ProcessRounds> Processes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Distribution? Distribution = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Distribution? TwinDistribution = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Stalls? Stalls = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Stalls? TwinStalls = null)
{
    /// <summary>The format of <c>latency.jsonl</c>.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name, in the folder of an environment.</summary>
    public const string FileName = "latency.jsonl";

    [JsonPropertyOrder(-1)]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>What it is a row of: two rows of one subject can be compared.</summary>
    [JsonIgnore]
    public string Subject => SubjectOn(Environment);

    /// <summary>The same on the release of a build that was brought along.</summary>
    [JsonIgnore]
    public string SubjectOfRelease => SubjectOn(EnvironmentName.Parse(Environment).Private(false).ToString());

    private string SubjectOn(string environment) => $"{environment} {Quantity} {Key} {Point} {Condition}";

    public string ToLine() => Json.Line(this, ReportJson.Lines.LatencyRow);

    /// <exception cref="InputException">It is no such row, or of another format.</exception>
    public static LatencyRow Parse(string line) => Json.Parse(line, CurrentFormat, "a row of latency", ReportJson.Lines.LatencyRow);
}
