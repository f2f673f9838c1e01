using System.CommandLine;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Tests;

/// <summary>A clone of the repository that has only what commands read: three rules, a hole, and the axes of the
/// matrix.</summary>
internal sealed class TemporaryKit : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TemporaryKit(Axes? axes = null)
    {
        folder.Write("", "Kit.sln");
        foreach (var (name, text) in Few.RuleFiles)
        {
            folder.Write(text, "conformance", "rules", name);
        }

        folder.Write("- selector: sort::marshalled\n  reason: A hole for a test.\n", "conformance", "holes.yaml");
        Context = new KitContext(() => Installation.Find(folder.Path), (_, _, _) => axes ?? TheMatrix.Axes);
    }

    public KitContext Context { get; }

    public string Reports => folder.In("reports");

    public string In(params string[] names) => folder.In(names);

    public string Write(string text, params string[] names) => folder.Write(text, names);

    /// <summary>Attempts as a run would have left them.</summary>
    public ReportFolder Left(string output, params Attempt[] attempts)
    {
        var left = ReportFolder.Of(folder.In(output), TheMatrix.Plain);
        LinesFile.Replace(left.AttemptsFile, attempts.Select(a => a.ToLine()));
        return left;
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>What a command said and ended with.</summary>
internal sealed record Said(int Code, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Said By(Command command, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = command.Parse(arguments).Invoke(new InvocationConfiguration
        {
            Output = output, Error = error, EnableDefaultExceptionHandler = false,
        });
        return new Said(code, output.ToString(), error.ToString());
    }
}
