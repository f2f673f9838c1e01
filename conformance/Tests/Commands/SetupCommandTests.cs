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
        Assert.Matches("^Here: (.*, )?each 1, (.*, )?hooks 1, ", text);
        Assert.Contains("Nothing to install: every library of the matrix is here.", text);
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

    [Theory]
    [InlineData("libnew", "libnew")]
    [InlineData("libold", "libold")]
    [InlineData("libnew libold", "libnew")]
    public void Of_the_names_of_a_package_the_one_that_this_release_has_is_installed(string released, string installed)
    {
        var (_, _, ran) = Install(WithoutSqlite("libnew|libold"), released: released);

        Assert.Equal([$"apt-get install --yes --no-install-recommends {installed}"], ran);
    }

    [Fact]
    public void Empty_lists_are_fetched_first()
    {
        var (_, text, ran) = Install(WithoutSqlite(), released: "", afterUpdate: "libsqlite3-0");

        Assert.Equal(["apt-get update", "apt-get install --yes --no-install-recommends libsqlite3-0"], ran);
        Assert.Contains("apt-get update\n", text);
    }

    [Fact]
    public void A_package_that_this_release_does_not_have_is_named_and_left_out()
    {
        var (code, text, ran) = Install(WithoutSqlite("libgone|libgone1 libthere"), released: "libthere");

        Assert.Equal(0, code);
        Assert.Contains("This release has no package libgone or libgone1.\n", text);
        Assert.Equal(["apt-get install --yes --no-install-recommends libthere"], ran);
    }

    private static (int Code, string Text, List<string> Ran) Install(
        Axes axes, bool isRoot = true, int result = 0, string released = "libsqlite3-0", string? afterUpdate = null)
    {
        using var kit = new TemporaryKit(axes);
        var ran = new List<string>();
        var said = Said.By(SetupCommand.Create(
            kit.Context,
            isRoot,
            command =>
            {
                ran.Add(command);
                released = command == "apt-get update" ? afterUpdate ?? released : released;
                return result;
            },
            names => string.Concat(names.Select(n =>
                $"{n}:\n  Installed: (none)\n  Candidate: {(released.Split(' ').Contains(n) ? "1.0" : "(none)")}\n"))));
        return (said.Code, said.Output, ran);
    }

    private static Axes WithoutSqlite(string packages = "libsqlite3-0")
    {
        var axes = TheMatrix.Axes;
        return new Axes(
            axes.Libraries.Select(l => l.Name == "sqlite"
                ? l with { Absent = "No libsqlite3.so.0.", Packages = packages }
                : l),
            axes.Calls, axes.Threads, axes.Entries, axes.Bodies, axes.Runtime);
    }
}
