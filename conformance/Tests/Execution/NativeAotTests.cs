using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>What only NativeAOT has. A child that was never asked for on this machine is not built for a test.</summary>
public class NativeAotTests
{
    private static readonly Installation Here = Installation.Find();

    [SkippableTheory]
    [InlineData("nativeaot-8.0")]
    [InlineData("nativeaot-9.0")]
    [InlineData("nativeaot-10.0")]
    public async Task C_finds_the_exported_method_of_an_executable_by_its_name_and_calls_it(string environment)
    {
        var good = await RunAsync(environment, "each::safe::pthread::export::collect");
        var bad = await RunAsync(environment, "each::unsafe::caller::export::empty");

        Assert.Equal(OutcomeKind.Returned, good.Kind);
        Assert.Equal(OutcomeKind.FailedFast, bad.Kind);
        Assert.Contains("UnmanagedCallersOnly", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_JIT_has_compiled_is_not_exported_and_the_cell_says_so()
    {
        var outcome = await RunAsync("coreclr-10.0", "each::safe::caller::export::empty");

        Assert.Equal(OutcomeKind.Absent, outcome.Kind);
        Assert.Contains("compiled ahead of time", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_door_that_a_runtime_does_not_have_is_a_hole_of_its_matrix()
    {
        var here = TheMatrix.Axes;
        var without = new Axes(
            here.Libraries, here.Calls, here.Threads, here.Entries.Select(e => e with { Absent = e.Name == "export" ? "No." : null }),
            here.Bodies, here.Runtime);
        var key = Key.Parse("each::safe::caller::export::empty");

        Assert.Equal("No.", new Product(without, Holes.None).WhyNot(key));
        Assert.Null(new Product(here, Holes.None).WhyNot(key));
    }

    [SkippableTheory]
    [InlineData("nativeaot-8.0+shared")]
    [InlineData("nativeaot-9.0+shared")]
    [InlineData("nativeaot-10.0+shared")]
    public async Task A_C_program_brings_up_the_runtime_of_a_shared_library_by_its_first_call(string environment)
    {
        Assert.Equal(OutcomeKind.Returned, (await RunAsync(environment, "each::safe::caller::uco::throw-caught")).Kind);
        Assert.Equal(OutcomeKind.Returned, (await RunAsync(environment, "each::safe::pthread::export::collect")).Kind);
        Assert.Equal(OutcomeKind.FailedFast, (await RunAsync(environment, "each::safe::caller::uco::throw")).Kind);
    }

    [SkippableFact]
    public async Task An_executable_that_is_to_be_a_shared_library_is_found_out()
    {
        var outcome = await RunAsync("nativeaot-10.0", "each::safe::caller::uco::empty", flags: "shared");

        Assert.Equal(OutcomeKind.Broken, outcome.Kind);
        Assert.Contains("not entered from C", outcome.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("nativeaot-10.0+shared+neighbours")]
    [InlineData("nativeaot-10.0+neighbours")]
    [InlineData("coreclr-10.0+neighbours")]
    public async Task Callbacks_pass_through_other_runtimes_of_the_process_while_all_of_them_collect(string environment)
    {
        foreach (var body in (string[])["collect", "allocate-many", "throw-caught", "spin"])
        {
            Assert.Equal(OutcomeKind.Returned, (await RunAsync(environment, $"each::safe::pthread::uco::{body}")).Kind);
        }
    }

    [Fact]
    public async Task A_neighbour_that_cannot_be_loaded_is_the_kits_fault()
    {
        var outcome = await RunAsync("coreclr-10.0", "each::safe::caller::uco::empty", flags: "neighbours");

        Assert.Equal(OutcomeKind.Broken, outcome.Kind);
        Assert.Contains("KIT_NEIGHBOURS does not name any", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_are_every_version_of_NativeAOT_but_the_one_under_test()
    {
        Assert.Equal(["nativeaot-8.0+shared", "nativeaot-9.0+shared", "nativeaot-10.0+shared"], Beside("coreclr-10.0+neighbours"));
        Assert.Equal(["nativeaot-8.0+shared", "nativeaot-10.0+shared"], Beside("nativeaot-9.0+neighbours"));
        Assert.Empty(Beside("nativeaot-9.0+shared"));

        static IEnumerable<string> Beside(string name) => Neighbours.Of(Here, EnvironmentName.Parse(name)).Select(e => e.RuntimeAndModes);
    }

    private static async Task<Outcome> RunAsync(string name, string key, params string[] flags)
    {
        var environment = EnvironmentName.Parse(name);
        Skip.IfNot(
            Neighbours.Of(Here, environment).Append(environment).All(e => ChildBuild.Of(Here, e).IsBuilt(Here)),
            "not built: it was not asked for on this machine since its sources changed");
        using var job = new Job(Here, new Watcher());
        var program = new ChildProgram(Here, environment);
        return (await job.RunAsync(l => With(program.Cell(Key.Parse(key), l), flags), TimeSpan.FromSeconds(60), default)).Outcome;
    }

    private static ChildStart With(ChildStart start, string[] flags) => start with { Command = [.. start.Command, .. flags] };
}
