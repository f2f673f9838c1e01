using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public class TogetherTests
{
    private static readonly EnvironmentName[] All =
    [
        .. Named("coreclr-9.0", "coreclr-10.0", "coreclr-10.0+server", "coreclr-10.0+tier0", "coreclr-10.0+collecting", "coreclr-10.0+loaded", "coreclr-10.0+r2r"),
        .. Named("nativeaot-10.0", "nativeaot-10.0+server", "nativeaot-10.0+loaded", "nativeaot-10.0+collecting"),
    ];

    [Fact]
    public void Those_that_stand_out_are_named_and_the_many_are_the_others()
    {
        var told = All.Select(e => (e, e.Has(Mode.Collecting) ? "deadlocked" : e.Runtime == "coreclr-9.0" ? "crashed" : "returned"));

        Assert.Equal(
            [("coreclr-9.0", "crashed"), ("coreclr-10.0+collecting, nativeaot-10.0+collecting", "deadlocked"), ("the 8 others", "returned")],
            Together.Of(told));
    }

    [Fact]
    public void Where_all_did_the_same_it_says_so() =>
        Assert.Equal([("all 11", "returned")], Together.Of(All.Select(e => (e, "returned"))));

    [Fact]
    public void Two_sides_are_both_named_by_what_they_have_in_common()
    {
        var told = All.Select(e => (e, e.IsNativeAot ? "crashed" : "returned"));

        Assert.Equal([("all 4 of nativeaot-10.0", "crashed"), ("the 7 others", "returned")], Together.Of(told));
        Assert.Equal("all 6 of coreclr-10.0 but coreclr-10.0+server, nativeaot-10.0", Together.Names(
            [.. All.Where(e => e.Runtime == "coreclr-10.0" && !e.ToString().Contains("+server", StringComparison.Ordinal)), All[7]], All));
    }

    [Fact]
    public void The_platform_is_told_where_there_are_several()
    {
        EnvironmentName[] both = [EnvironmentName.Parse("coreclr-10.0", "linux-x64"), EnvironmentName.Parse("coreclr-10.0", "linux-arm64")];

        Assert.Equal("coreclr-10.0/linux-arm64", Together.Names([both[1]], both));
    }

    private static IEnumerable<EnvironmentName> Named(params string[] names) => names.Select(n => EnvironmentName.Parse(n, "linux-x64"));
}
