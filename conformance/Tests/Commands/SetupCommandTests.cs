using Kit.Commands;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class SetupCommandTests
{
    [Fact]
    public void With_every_library_here_there_is_nothing_to_install()
    {
        var (code, text, ran) = Install(TheMatrix.Axes);

        Assert.Equal(0, code);
        Assert.Empty(ran);
        Assert.StartsWith("Here: each 1, hooks 1, ", text);
        Assert.Contains("Nothing to install: every library of the matrix comes with the kit", text);
    }

    [Fact]
    public void What_no_package_brings_is_said_to_be_so()
    {
        var (code, text, ran) = Install(ListCommandTests.WithoutSort());

        Assert.Equal(0, code);
        Assert.Empty(ran);
        Assert.Contains("Absent: sort: There is no qsort.\n", text);
        Assert.Contains("no package of the system brings what is absent", text);
    }

    [Fact]
    public void Root_gets_the_package_of_what_is_absent()
    {
        var (code, text, ran) = Install(WithoutSqlite());

        Assert.Equal(0, code);
        Assert.Equal(["apt-get install --yes --no-install-recommends libsqlite3-0"], ran);
        Assert.Contains("Installed.", text);
    }

    [Fact]
    public void Everybody_else_gets_the_command()
    {
        var (code, text, ran) = Install(WithoutSqlite(), isRoot: false);

        Assert.Equal(0, code);
        Assert.Empty(ran);
        Assert.Contains(
            "To install what is absent: sudo apt-get install --yes --no-install-recommends libsqlite3-0\n", text);
    }

    [Fact]
    public void An_installation_that_fails_is_no_success()
    {
        var (code, text, _) = Install(WithoutSqlite(), result: 100);

        Assert.Equal(3, code);
        Assert.Contains("apt-get ended with 100", text);
    }

    private static (int Code, string Text, List<string> Ran) Install(Axes axes, bool isRoot = true, int result = 0)
    {
        using var kit = new TemporaryKit(axes);
        var ran = new List<string>();
        var said = Said.By(SetupCommand.Create(kit.Context, isRoot, command =>
        {
            ran.Add(command);
            return result;
        }));
        return (said.Code, said.Output, ran);
    }

    private static Axes WithoutSqlite()
    {
        var axes = TheMatrix.Axes;
        return new Axes(
            axes.Libraries.Select(l => l.Name == "sqlite" ? l with { Absent = "No libsqlite3.so.0." } : l),
            axes.Calls, axes.Threads, axes.Entries, axes.Bodies, axes.Runtime);
    }
}
