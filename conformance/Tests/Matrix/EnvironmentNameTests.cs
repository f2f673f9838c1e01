using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class EnvironmentNameTests
{
    [Theory]
    [InlineData("coreclr-10.0", "coreclr-10.0/linux-x64")]
    [InlineData("coreclr-10.0/linux-arm64", "coreclr-10.0/linux-arm64")]
    [InlineData("nativeaot-9.0/linux-musl-x64", "nativeaot-9.0/linux-musl-x64")]
    [InlineData("coreclr-10.0+gcstress+collecting", "coreclr-10.0+collecting+gcstress/linux-x64")]
    [InlineData("coreclr-10.0+heapverify+loaded/win-x64", "coreclr-10.0+loaded+heapverify/win-x64")]
    public void Modes_get_their_fixed_order_and_the_platform_is_this_one_when_left_out(string text, string name)
    {
        var environment = EnvironmentName.Parse(text, "linux-x64");

        Assert.Equal(name, environment.ToString());
        Assert.Equal(EnvironmentName.Parse(name, "osx-arm64"), environment);
    }

    [Fact]
    public void The_file_name_has_an_at_sign_for_the_slash_and_leads_back()
    {
        var environment = EnvironmentName.Parse("coreclr-10.0+collecting/linux-x64");

        Assert.Equal("coreclr-10.0+collecting@linux-x64", environment.FileName);
        Assert.Equal(environment, EnvironmentName.FromFileName(environment.FileName));
    }

    [Theory]
    [InlineData("", "'' is not a runtime")]
    [InlineData("coreclr", "'coreclr' is not a runtime like coreclr-10.0")]
    [InlineData("mono-6.8", "'mono-6.8' is not a runtime")]
    [InlineData("coreclr-10.0+fast", "no mode is called 'fast'; known modes: shared, neighbours, collecting, loaded, heapverify, gcstress")]
    [InlineData("coreclr-10.0+", "no mode is called ''")]
    [InlineData("coreclr-10.0+loaded+loaded", "names a mode twice")]
    [InlineData("nativeaot-10.0+gcstress", "NativeAOT has no +gcstress: its collector does not know GCStress")]
    [InlineData("coreclr-10.0+shared", "CoreCLR has no +shared: it is a shared library in a C program already")]
    [InlineData("coreclr-10.0/linux", "'linux' is not a platform")]
    [InlineData("coreclr-10.0/", "'' is not a platform")]
    [InlineData("coreclr-10.0/linux-x64/more", "more than one platform")]
    public void What_is_not_an_environment_is_refused_with_what_would_be(string text, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => EnvironmentName.Parse(text, "linux-x64"));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void This_platform_is_one()
    {
        Assert.Equal(EnvironmentName.ThisPlatform, EnvironmentName.Parse("coreclr-10.0").Platform);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("coreclr-*", true)]
    [InlineData("*+collecting*", true)]
    [InlineData("coreclr-10.0+collecting", true)]
    [InlineData("*/linux-x64", true)]
    [InlineData("coreclr-10.0", false)]
    [InlineData("nativeaot-*", false)]
    public void A_rule_names_environments_by_globs_with_or_without_the_platform(string glob, bool matches)
    {
        Assert.Equal(matches, TheMatrix.WithCollecting.Matches(glob));
    }

    [Fact]
    public void A_mode_says_what_brings_it_about()
    {
        var environment = EnvironmentName.Parse("coreclr-10.0+heapverify+gcstress+loaded+collecting");

        Assert.Equal(["DOTNET_HeapVerify=1", "DOTNET_GCStress=1"], environment.Variables.Select(v => $"{v.Key}={v.Value}"));
        Assert.Equal("collecting", Mode.Collecting.ChildFlag);
        Assert.True(Mode.Loaded.OfTheMachine);
        Assert.True(environment.Has(Mode.Loaded));
        Assert.All(Mode.All, m => Assert.EndsWith(".", m.Sentence));
    }

    [Theory]
    [InlineData("coreclr-10.0+gcstress3", "DOTNET_GCStress=3")]
    [InlineData("coreclr-10.0+gcstressc", "DOTNET_GCStress=c")]
    public void A_level_of_gcstress_stands_in_the_name(string name, string variable) =>
        Assert.Equal(variable, string.Join(" ", EnvironmentName.Parse(name).Variables.Select(v => $"{v.Key}={v.Value}")));

    [Fact]
    public void Two_levels_of_gcstress_are_refused() => Assert.Contains(
        "levels add up", Assert.Throws<InputException>(() => EnvironmentName.Parse("coreclr-10.0+gcstress+gcstressc")).Message);
}
