using System.Text.Json.Serialization;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Reports;

/// <summary>A library as it was met in a run.</summary>
/// <param name="File">Of one from outside the kit: what stood behind <c>--library</c>.</param>
public sealed record LibraryFact(string Name, string Version, string Origin, string? File = null);

/// <summary>A member of an axis, so that a report can keep the order of the axes and say what a name means, years later
/// and without the child that described itself.</summary>
public sealed record MemberFact(string Axis, string Name, string Sentence)
{
    public static IReadOnlyList<MemberFact> Of(Axes axes) =>
        [.. Key.Places.Zip(axes.ByPlace)
            .SelectMany(axis => axis.Second.Select(m => new MemberFact(axis.First, m.Name, m.Sentence)))];
}

/// <summary>Which build of its runtime a run was of, in that build's own words.</summary>
/// <param name="Commit">Null where the build did not note any.</param>
/// <param name="Configuration">Release, Checked or Debug.</param>
/// <param name="Brought">What was given on the command line, for a build that was brought along.</param>
/// <param name="ComparedWith">The environment whose known file such a build is judged against.</param>
public sealed record BuildFact(string? Commit, string? Configuration, string? Brought = null, string? ComparedWith = null)
{
    /// <summary>The words of a build, and what it was brought along as, if it was.</summary>
    public static BuildFact Of(RuntimeWords words, PrivateBuild? brought, EnvironmentName comparedWith) =>
        new(words.Commit, words.Configuration, brought?.Option, brought is null ? null : comparedWith.ToString());
}

/// <summary>The run's own facts: <c>run.json</c>. Everything that is true of all its cells, and nothing of a single
/// one.</summary>
/// <param name="Kit">The kit's version.</param>
/// <param name="Environment">By its name.</param>
/// <param name="Runtime">What the child's runtime says of itself.</param>
/// <param name="Kernel">Of the machine.</param>
/// <param name="Libc">Of the machine.</param>
/// <param name="Cpu">Its model.</param>
/// <param name="Cores">How many the kit may use.</param>
/// <param name="Seed">Of the order.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Repeat">How often each cell was to run.</param>
/// <param name="Ledger">The account.</param>
/// <param name="Seconds">From the first cell to the last.</param>
/// <param name="Cells">How many have an attempt.</param>
/// <param name="Libraries">With the versions that were loaded.</param>
/// <param name="Started">ISO 8601.</param>
/// <param name="Members">Of every axis, in order; empty in the files of who does not care.</param>
/// <param name="Build">Which build of the runtime it was.</param>
/// <param name="TimeoutScale">How many times as long as usual everything was waited for.</param>
/// <param name="LeftOut">Why a point of the product is no cell: the first that matches it says so.</param>
public sealed record RunFacts(
    string Kit,
    string Environment,
    string Runtime,
    string Kernel,
    string Libc,
    string Cpu,
    int Cores,
    int Seed,
    string Plan,
    int Repeat,
    Ledger Ledger,
    double Seconds,
    int Cells,
    IReadOnlyList<LibraryFact> Libraries,
    string Started,
    IReadOnlyList<MemberFact>? Members = null,
    BuildFact? Build = null,
    double TimeoutScale = 1,
    IReadOnlyList<LeftOut>? LeftOut = null)
{
    /// <summary>The format of <c>run.json</c>.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The first field of the file.</summary>
    [JsonPropertyOrder(-1)]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of the kit that runs.</summary>
    public static string KitVersion { get; } = typeof(RunFacts).Assembly.GetName().Version!.ToString(3);

    /// <summary>What can be said when a run begins: nothing has run yet, and so it stands in the file of one that is
    /// killed.</summary>
    public static RunFacts Begin(
        Axes axes, Plan plan, Machine machine, int seed, int repeat, DateTimeOffset now) => new(
        KitVersion,
        plan.Environment.ToString(),
        axes.Runtime,
        machine.Kernel,
        machine.Libc,
        machine.Cpu,
        machine.Cores,
        seed,
        plan.Hash,
        repeat,
        Reports.Ledger.Of(plan.Cells.Count, [], [], Reason.Of(plan.Holes)),
        Seconds: 0,
        Cells: 0,
        [.. axes.Libraries.Select(l => new LibraryFact(l.Name, l.Version, l.Origin, l.File))],
        now.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ"),
        MemberFact.Of(axes),
        LeftOut: plan.LeftOut);

    /// <summary>The file's text.</summary>
    public string ToJson() => Json.Line(this, ReportJson.Pages.RunFacts);

    /// <exception cref="InputException">It is no run.json, or of another format.</exception>
    public static RunFacts Parse(string json) => Json.Parse(json, CurrentFormat, "a run", ReportJson.Lines.RunFacts);
}
