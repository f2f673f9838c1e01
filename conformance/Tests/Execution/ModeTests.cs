using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>Modes are in force, or what they were to test is not tested: the child itself says so.</summary>
public sealed class ModeTests : IDisposable
{
    private const string Caller = "each::safe::caller::uco::collect", Foreign = "each::safe::pthread::uco::allocate";

    private static readonly Installation Here = Installation.Find();
    private static readonly EnvironmentName Plain = TheKit.Plain;

    // What a plant shows or the launcher brings about; and NativeAotTests.cs.
    private static readonly Mode[] Elsewhere = [Mode.Collecting, Mode.HeapVerify, Mode.Loaded, Mode.Shared, Mode.Neighbours];

    private readonly Job job = new(Here, new Watcher());

    /// <summary>Those that the child has to find in force before each cell: all but what it begins itself, what a plant shows and
    /// what the launcher brings about.</summary>
    public static TheoryData<string> Verified =>
        [.. Mode.All.Except([Mode.Collecting, Mode.HeapVerify, Mode.Loaded]).Select(m => m.Name)];

    public static TheoryData<string> Known => [.. AllEnvironments.Of(Here).Concat(
        [
            .. AllEnvironments.WithEachMode(EnvironmentName.Parse("coreclr-8.0")),
            .. AllEnvironments.WithEachMode(EnvironmentName.Parse("coreclr-9.0")),
        ]).Where(e => e.Modes is [var mode] && !Elsewhere.Contains(mode)).Select(e => e.RuntimeAndModes)];

    [SkippableTheory]
    [MemberData(nameof(Verified))]
    public async Task A_mode_that_was_ignored_makes_the_cell_broken(string name)
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();
        var program = new ChildProgram(Here, Plain); // without a variable, and not built for any mode
        var seen = await RunAsync(l => Claiming(program.Cell(Key.Parse(Caller), l), name));

        Assert.Equal(OutcomeKind.Broken, seen.Kind);
        Assert.StartsWith($"+{name}: ", seen.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Known))]
    public async Task A_mode_that_is_in_force_leaves_what_is_promised(string name)
    {
        var environment = EnvironmentName.Parse(name);
        SkipUnlessBuilt(environment);
        var program = new ChildProgram(Here, environment);
        foreach (var key in (string[])[Caller, Foreign])
        {
            var seen = await RunAsync(l => program.Cell(Key.Parse(key), l));

            Assert.True(seen.Kind == OutcomeKind.Returned, $"{key} on {name}: {seen.Kind} {seen.Message}");
        }
    }

    [SkippableTheory]
    [InlineData("coreclr-10.0+server+nonconcurrent+conservative+clrgc+gen0small")]
    [InlineData("coreclr-10.0+tier0+r2r0+wx0+conservative+collecting")]
    [InlineData("coreclr-10.0+notiered+wx0+server+collecting+heapverify")]
    [InlineData("coreclr-10.0+server+gcstress")]
    [InlineData("coreclr-10.0+r2r+notiered")]
    [InlineData("coreclr-10.0+tier0+r2r")]
    [InlineData("coreclr-8.0+server+gen0small")]
    [InlineData("coreclr-9.0+server+collecting")]
    [InlineData("nativeaot-10.0+nonconcurrent+conservative+gen0small")]
    public Task Modes_go_together(string name) => A_mode_that_is_in_force_leaves_what_is_promised(name);

    [SkippableTheory]
    [InlineData("coreclr-10.0", "DOTNET_gcServer", "0")]
    [InlineData("coreclr-10.0", "DOTNET_gcServer", "yes")]
    [InlineData("coreclr-10.0", "DOTNET_GCServers", "1")]
    [InlineData("nativeaot-10.0", "DOTNET_gcServer", "1")] // which collector it has is decided when it is built
    public async Task A_variable_that_the_runtime_does_not_take_is_found_out(string runtime, string name, string value)
    {
        SkipUnlessBuilt(EnvironmentName.Parse(runtime));
        var program = new ChildProgram(Here, EnvironmentName.Parse(runtime));

        var seen = await RunAsync(l =>
        {
            var start = Claiming(program.Cell(Key.Parse(Caller), l), "server");
            return start with { Environment = [.. start.Environment, new(name, value)] };
        });

        Assert.Equal(OutcomeKind.Broken, seen.Kind);
        Assert.StartsWith("+server: the server collector is not in force", seen.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_word_that_is_no_mode_is_refused_by_the_child()
    {
        var program = new ChildProgram(Here, Plain);

        var seen = await RunAsync(l => Claiming(program.Cell(Key.Parse(Caller), l), "fast"));

        Assert.Equal((OutcomeKind.Broken, "+fast: there is no such mode"), (seen.Kind, seen.Message));
    }

    [SkippableFact]
    public async Task A_cell_is_run_under_several_modes_by_name()
    {
        TheKit.SkipUnlessItsOutcomesAreKnownHere();

        var row = (await TheKit.SaysAsync("cell", Caller, "--json", "--environment", "coreclr-10.0+collecting+server")).EndedWith(0).Row;

        Assert.Equal("coreclr-10.0+server+collecting/linux-x64", row.Environment.ToString());
        Assert.Equal(Verdict.Conforms, row.Verdict);
    }

    public void Dispose() => job.Dispose();

    // As ChildProgram starts it, but for the variables that bring the mode about.
    private static ChildStart Claiming(ChildStart start, string mode) => start with { Command = [.. start.Command, mode] };

    private static void SkipUnlessBuilt(EnvironmentName environment)
    {
        Skip.IfNot(environment.Platform == "linux-x64", "modes were looked at on linux-x64");
        var build = ChildBuild.Of(Here, environment);
        Skip.IfNot(build.IsBuilt(Here), $"{build.Name} is not built: it was not asked for on this machine since its sources changed");
    }

    private async Task<Outcome> RunAsync(Func<Launcher, ChildStart> start) =>
        (await job.RunAsync(start, TimeSpan.FromSeconds(60), default)).Outcome;
}
