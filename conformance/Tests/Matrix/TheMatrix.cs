using System.Collections.Concurrent;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Tests;

/// <summary>What tests of the matrix stand on: the repository's own files, and the axes as the child tells them. Nothing
/// depends on what this machine has, but for <see cref="Here"/>: every member is here, in a version that stands for any.</summary>
internal static class TheMatrix
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Kit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("these tests run from within the repository");
    });

    /// <summary>With what this machine lacks marked as absent.</summary>
    public static Axes Here { get; } = AxesSource.Read(Installation.Find(Root.Value), Kit.Reports.Reproduce.DefaultEnvironment, []);

    /// <summary>The same on every machine: nothing is absent, and nothing has the version that is here.</summary>
    public static Axes Axes { get; } = Everywhere(Here);

    public static Holes Holes { get; } = Holes.Load(InRepository("conformance/holes.yaml"));

    public static Product Product { get; } = new(Axes, Holes);

    /// <summary>Beside what there is, a library that offers everything, with thousands of callbacks.</summary>
    public static Product WithRealWork { get; } = new(
        Axes.WithLibrariesOf(new Axes(
            [Axes.Library("each") with { Name = "real", Items = 1000, Offers = "leave yield again" }],
            Axes.Calls, Axes.Threads, Axes.Entries, Axes.Bodies, Axes.Runtime)),
        Holes);

    public static EnvironmentName Plain { get; } = EnvironmentName.Parse("coreclr-10.0", "linux-x64");

    /// <summary>Of which some sources speak already.</summary>
    public static EnvironmentName Next { get; } = EnvironmentName.Parse("coreclr-12.0", "linux-x64");

    public static EnvironmentName WithCollecting { get; } = Plain.With(Mode.Collecting);

    public static string InRepository(string path) => Path.Combine(Root.Value, path);

    private static Axes Everywhere(Axes here) => new(
        here.Libraries.Select(l => l with { Absent = null, Version = "1" }),
        here.Calls,
        here.Threads.Select(t => t with { Absent = null }),
        here.Entries.Select(e => e with { Absent = null }),
        here.Bodies.Select(b => b with { Absent = null }),
        here.Runtime);

    public static Plan Plan(EnvironmentName environment, params string[] selectors) => selectors.Length == 0
        ? Whole.GetOrAdd(environment, e => new Lazy<Plan>(() => Kit.Matrix.Plan.For(Product, e, []))).Value
        : Kit.Matrix.Plan.For(Product, environment, [.. selectors.Select(Selector.Parse)]);

    // Some seconds each under a coverage collector, and many tests want the same.
    private static readonly ConcurrentDictionary<EnvironmentName, Lazy<Plan>> Whole = new();
}
