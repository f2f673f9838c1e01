using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.Execution;

public class ChildBuildTests
{
    private static readonly Installation Here = Installation.Find();

    [Theory]
    [InlineData("coreclr-10.0+collecting", "net10.0", "Cells.dll")]
    [InlineData("coreclr-8.0", "net8.0", "Cells.dll")]
    [InlineData("coreclr-9.0+r2r+server+clrgc", "net9.0+r2r", "Cells.dll")]
    [InlineData("nativeaot-9.0+collecting", "nativeaot-9.0", "Cells")]
    [InlineData("nativeaot-9.0+shared+neighbours", "nativeaot-9.0+shared", "Cells.so")]
    [InlineData("nativeaot-9.0+collecting+clrgc+server+conservative", "nativeaot-9.0+server+clrgc", "Cells")]
    public void An_environment_says_which_build_of_the_child_it_runs(string environment, string name, string file)
    {
        var build = ChildBuild.Of(Here, EnvironmentName.Parse(environment));

        Assert.Equal(name, build.Name);
        Assert.Equal(Path.Combine(Here.CellsDirectory, name, file), build.File);
    }

    [Fact]
    public void All_is_every_version_of_both_runtimes_plain_and_collecting_and_the_newest_with_each_mode()
    {
        var all = AllEnvironments.Named(["all", "coreclr-10.0"], () => Here);

        Assert.Equal(4 * RuntimeVersions.Of(Here).Count, all.Count(e => e.Modes.All(m => m == Mode.Collecting)));
        Assert.Equal(
            Mode.All.Where(m => !m.NeedsChecked && m != Mode.Shared).Select(m => m.Name).Order(),
            all.Where(e => e.Runtime == "coreclr-10.0").SelectMany(e => e.Modes).Select(m => m.Name).Order());
        Assert.Contains(EnvironmentName.Parse("nativeaot-8.0+collecting"), all);
        Assert.Contains(EnvironmentName.Parse("nativeaot-10.0+clrgc"), all);
        Assert.Contains(EnvironmentName.Parse("nativeaot-10.0+shared"), all);
        Assert.Equal(all.Distinct(), all);
        Assert.Equal(all, all.Select(e => EnvironmentName.Parse(e.ToString()))); // no name that could not be typed
    }

    [Fact]
    public void A_version_that_nobody_named_is_refused_with_those_that_are()
    {
        var unknown = EnvironmentName.Parse("nativeaot-7.0");

        var fault = Assert.Throws<InputException>(() => ChildBuild.Of(Here, unknown).Ensure(Here, unknown, _ => { }));

        Assert.Contains("8.0, 9.0, 10.0; a line in conformance/Cells/Runtimes.props adds one", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_platforms_environment_is_refused()
    {
        var elsewhere = EnvironmentName.Parse("nativeaot-9.0/win-x64");

        Assert.Throws<InputException>(() => ChildBuild.Of(Here, elsewhere).Ensure(Here, elsewhere, _ => { }));
    }

    [Theory]
    [InlineData("x.csproj : error NU1301: Unable to load the service index for source", "needs a network")]
    [InlineData("/usr/bin/ld: cannot find -lz: No such file", "apt-get install zlib1g-dev")]
    [InlineData("error : Platform linker ('cc') not found in PATH", "apt-get install gcc")]
    [InlineData("Cells.cs(1,2): error CS1002: ; expected", "error CS1002: ; expected")]
    [InlineData("", "did not say why")]
    public void A_failed_build_is_explained(string said, string advice)
    {
        Assert.Contains(advice, BuildAdvice.For(said), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("coreclr-8.0")]
    [InlineData("coreclr-9.0")]
    [InlineData("nativeaot-8.0")]
    [InlineData("nativeaot-9.0")]
    [InlineData("nativeaot-10.0")]
    public async Task The_child_of_another_runtime_runs_a_cell_and_says_on_which(string name)
    {
        var environment = EnvironmentName.Parse(name);
        Skip.IfNot(
            ChildBuild.Of(Here, environment).IsBuilt(Here), "not built: it was not asked for on this machine since its sources changed");
        using var job = new Job(Here, new Watcher());
        var program = new ChildProgram(Here, environment);

        var cell = await job.RunAsync(
            l => program.Cell(Key.Parse("each::safe::pthread::uco::collect"), l), TimeSpan.FromSeconds(30), default);
        await job.RunAsync(l => program.Describe(l), TimeSpan.FromSeconds(30), default);

        Assert.Equal(OutcomeKind.Returned, cell.Outcome.Kind);
        Assert.StartsWith($".NET {RuntimeVersions.Of(Here)[environment.Version]}", Axes.Parse("the child", job.Output().Split('\n')).Runtime, StringComparison.Ordinal);
    }
}
