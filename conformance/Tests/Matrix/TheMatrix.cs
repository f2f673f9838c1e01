using Kit.Matrix;

namespace Kit.Tests;

/// <summary>What tests of the matrix stand on: the repository's own files, and axes that were written down from a
/// child.</summary>
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

    public static Axes Axes { get; } = Axes.Parse("axes.jsonl", File.ReadLines(InRepository("conformance/Tests/Matrix/axes.jsonl")));

    public static Holes Holes { get; } = Holes.Load(InRepository("conformance/holes.yaml"));

    public static Product Product { get; } = new(Axes, Holes);

    public static EnvironmentName Plain { get; } = EnvironmentName.Parse("coreclr-10.0", "linux-x64");

    /// <summary>Of which some sources speak already.</summary>
    public static EnvironmentName Next { get; } = EnvironmentName.Parse("coreclr-11.0", "linux-x64");

    public static EnvironmentName WithCollecting { get; } = Plain.With(Mode.Collecting);

    public static string InRepository(string path) => Path.Combine(Root.Value, path);

    public static Plan Plan(EnvironmentName environment, params string[] selectors) =>
        Kit.Matrix.Plan.For(Product, environment, [.. selectors.Select(Selector.Parse)]);
}
