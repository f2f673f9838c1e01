using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public sealed class RulebookTests : IDisposable
{
    private const string Last = "---\ntitle: No source speaks.\nselector: \"*\"\npromise: unspecified\n---\nNobody says.\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kit-rules-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_rule_with_the_lowest_number_wins_the_cell()
    {
        Write("100-wide.md", Rule("each", "forbidden")); // before 20 in the alphabet
        Write("20-narrow.md", Rule("each::safe", "defined"));
        Write("999-unspecified.md", Last);
        Write("README.md", "for people");
        var rules = Rulebook.Load(folder.FullName);

        Assert.Equal("narrow", Winner(rules, "each::safe::caller::uco::empty"));
        Assert.Equal("wide", Winner(rules, "each::unsafe::caller::uco::empty"));
        Assert.Equal("unspecified", Winner(rules, "sort::unsafe::caller::uco::empty"));
    }

    [Fact]
    public void A_rule_for_other_environments_lets_the_next_one_win()
    {
        Write("10-aot.md", Rule("each", "fails-fast", "environments: \"nativeaot-*\"\n"));
        Write("99-unspecified.md", Last);
        var rules = Rulebook.Load(folder.FullName);
        var key = Key.Parse("each::safe::caller::uco::empty");

        Assert.Equal(Promise.Unspecified, rules.For(key, TheMatrix.Plain).Promise);
        Assert.Equal(Promise.FailsFast, rules.For(key, EnvironmentName.Parse("nativeaot-10.0")).Promise);
    }

    [Fact]
    public void A_rule_that_wins_nothing_is_dead()
    {
        Write("10-wide.md", Rule("each", "forbidden"));
        Write("20-behind-it.md", Rule("each::safe", "defined"));
        Write("30-missed.md", Rule("\"*::*::*::*::nothing-like-it\"", "defined"));
        Write("40-elsewhere.md", Rule("sort", "defined", "environments: \"nativeaot-*\"\n"));
        Write("99-unspecified.md", Last);
        var rules = Rulebook.Load(folder.FullName);

        var dead = rules.Dead(TheMatrix.Product.Possible, [TheMatrix.Plain]);

        Assert.Equal(["behind-it", "missed", "elsewhere"], dead.Select(r => r.Id));
    }

    [Fact]
    public void A_rulebook_ends_with_a_rule_for_everything_that_promises_nothing()
    {
        Write("10-only.md", Rule("each", "defined"));

        var fault = Assert.Throws<InputException>(() => Rulebook.Load(folder.FullName));

        Assert.Contains("the last rule, 10-only.md, must select \"*\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10-same.md", "20-same.md")]
    [InlineData("10-one.md", "10-other.md")]
    public void Two_rules_of_one_name_or_number_are_refused(string one, string other)
    {
        Write(one, Rule("each", "defined"));
        Write(other, Rule("sort", "defined"));
        Write("99-unspecified.md", Last);

        var fault = Assert.Throws<InputException>(() => Rulebook.Load(folder.FullName));

        Assert.Contains($"{one} and {other}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_rule_is_told_the_nearest_name()
    {
        Write("99-unspecified.md", Last);
        var rules = Rulebook.Load(folder.FullName);

        Assert.Equal("unspecified", rules.Named("unspecified").Id);
        var fault = Assert.Throws<InputException>(() => rules.Named("unspecfied"));
        Assert.Equal("there is no rule 'unspecfied'; nearest: unspecified", fault.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_empty_is_refused()
    {
        Assert.Throws<InputException>(() => Rulebook.Load(Path.Combine(folder.FullName, "nowhere")));
        Assert.Throws<InputException>(() => Rulebook.Load(folder.FullName));
    }

    private static string Winner(Rulebook rules, string key) => rules.For(Key.Parse(key), TheMatrix.Plain).Id;

    private static string Rule(string selector, string promise, string more = "") =>
        $"---\ntitle: T.\nselector: {selector}\n{more}promise: {promise}\nrank: runtime tests\n" +
        "source: https://example.org\nquote: q\n---\nWhy.\n";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);
}
