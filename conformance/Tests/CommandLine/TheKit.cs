using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The kit as its users have it: a process of its own, started as ./run-conformance.sh does once all is
/// built.</summary>
sealed class TheKit
{
    const string Observed = "coreclr-10.0/linux-x64";

    static readonly string Muxer = Path.GetFullPath(Path.Combine(Installation.RuntimeDirectory, "../../../dotnet"));

    /// <summary>The program: the one these tests are linked with, unless a test needs a clone of its own.</summary>
    public string Dll { get; init; } = typeof(Installation).Assembly.Location;

    /// <summary>Added to the environment it inherits from the tests.</summary>
    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>What the plain environment is called here.</summary>
    public static EnvironmentName Plain => Reproduce.DefaultEnvironment;

    /// <summary>The command line, for a shell to start it with.</summary>
    public string[] Command => [File.Exists(Muxer) ? Muxer : "dotnet", "exec", Dll];

    /// <summary>Runs it to its end.</summary>
    public static Task<Heard> SaysAsync(params string[] words) => new TheKit().RunAsync(words);

    /// <summary>Runs it to its end.</summary>
    public async Task<Heard> RunAsync(params string[] words)
    {
        using var running = Start(words);
        return await running.EndAsync();
    }

    /// <summary>Starts it, for tests that have something to do to it meanwhile.</summary>
    public Running Start(params string[] words) => Running.Start(Variables, [.. Command, .. words]);

    /// <summary>What a cell does is only known of this runtime and platform: elsewhere the test is skipped.</summary>
    public static void SkipUnlessItsOutcomesAreKnownHere() =>
        Skip.IfNot(Plain.ToString() == Observed, $"these outcomes were observed on {Observed}, and this is {Plain}");
}

/// <summary>What the kit said, and what it ended with.</summary>
sealed record Heard(int Code, string Output, string Error)
{
    /// <summary>All that a person would have read, for the message of a test that fails.</summary>
    public override string ToString() => $"exit code {Code}\n--- output\n{Output}--- error\n{Error}";

    /// <summary>The one row that <c>cell --json</c> writes.</summary>
    public Row Row => Row.Parse(Output.Trim());

    /// <summary>It wrote one line to standard error, without a stack trace, and all of these words are in it.</summary>
    public void Complains(params string[] words)
    {
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.All(words, w => Assert.Contains(w, Error, StringComparison.Ordinal));
    }

    /// <summary>It ended with this code. If not, the test says what it said instead.</summary>
    public Heard EndedWith(int code)
    {
        Assert.True(Code == code, $"{code} was expected, not {this}");
        return this;
    }
}
