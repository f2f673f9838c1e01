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
    [InlineData("coreclr-9.0+collecting+server", "coreclr-9.0+server+collecting/linux-x64")]
    [InlineData("nativeaot-10.0+gen0small+clrgc+conservative+nonconcurrent", "nativeaot-10.0+nonconcurrent+conservative+clrgc+gen0small/linux-x64")]
    [InlineData("coreclr-10.0+wx0+r2r0+tier0", "coreclr-10.0+tier0+r2r0+wx0/linux-x64")]
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
    [InlineData("coreclr-10.0+fast", "no mode is called 'fast'; known modes: shared, tier0, notiered, r2r, r2r0, wx0, server, ")]
    [InlineData("coreclr-10.0+", "no mode is called ''")]
    [InlineData("coreclr-10.0+loaded+loaded", "names a mode twice")]
    [InlineData("nativeaot-10.0+gcstress", "nativeaot-10.0 has no +gcstress: its collector does not know GCStress")]
    [InlineData("coreclr-10.0+shared", "coreclr-10.0 has no +shared: it is a shared library in a C program already")]
    [InlineData("nativeaot-9.0+tier0", "nativeaot-9.0 has no +tier0: there is no JIT in it")]
    [InlineData("nativeaot-9.0+r2r", "nativeaot-9.0 has no +r2r: all of it is compiled ahead of time")]
    [InlineData("nativeaot-9.0+r2r0", "nativeaot-9.0 has no +r2r0: there is no JIT in it")]
    [InlineData("nativeaot-9.0+wx0", "nativeaot-9.0 has no +wx0: there is no JIT in it")]
    [InlineData("nativeaot-8.0+clrgc", "nativeaot-8.0 has no +clrgc: it can be linked for a standalone collector from 9.0 on")]
    [InlineData("coreclr-10.0+notiered+tier0", "+tier0 and +notiered do not go together: the one never optimises")]
    [InlineData("coreclr-10.0+r2r+r2r0", "+r2r and +r2r0 do not go together")]
    [InlineData("coreclr-10.0+clrgc+gcstress", "+clrgc and +gcstress do not go together: the standalone collector does not know")]
    [InlineData("coreclr-10.0+clrgc+heapverify", "+clrgc and +heapverify do not go together")]
    [InlineData("coreclr-10.0+gcstress+gen0small", "+gen0small and +gcstress do not go together")]
    [InlineData("coreclr-10.0+gcstress+gcstressc", "+gcstress and +gcstressc do not go together: these are two levels of gcstress, and levels add up")]
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

    [Fact]
    public void They_are_sorted_by_version_with_the_plain_one_before_its_modes()
    {
        string[] sorted = ["coreclr-9.0/linux-x64", "coreclr-9.0+server/linux-x64", "coreclr-10.0/linux-arm64", "coreclr-10.0/linux-x64",
            "coreclr-10.0+private/linux-x64", "coreclr-11.0/linux-x64", "nativeaot-8.0/linux-x64"];

        Assert.Equal(sorted, sorted.Order(StringComparer.Ordinal).Select(EnvironmentName.Parse)
            .OrderBy(e => e.SortKey, StringComparer.Ordinal).Select(e => e.ToString()));
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
        Assert.True(Mode.Loaded.OfTheMachine);
        Assert.True(environment.Has(Mode.Loaded));
        Assert.All(Mode.All, m => Assert.EndsWith(".", m.Sentence));
        Assert.All(Mode.All, m => Assert.NotEmpty(m.VerifiedBy));
    }

    [Theory]
    [InlineData("coreclr-10.0+gcstress3", "DOTNET_GCStress=3")]
    [InlineData("coreclr-10.0+gcstressc", "DOTNET_GCStress=c")]
    public void A_level_of_gcstress_stands_in_the_name(string name, string variable) =>
        Assert.Equal(variable, string.Join(" ", EnvironmentName.Parse(name).Variables.Select(v => $"{v.Key}={v.Value}")));
}
