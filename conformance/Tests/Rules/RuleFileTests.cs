using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class RuleFileTests
{
    private const string Whole = """
        ---
        title: An unsafe call must not call back.
        selector: [ "*::unsafe*::caller::uco,delegate::*", "each::unsafe" ]
        environments: [ "coreclr-*" ]
        promise: fails-fast
        rank: api documentation
        source: https://learn.microsoft.com/dotnet
        sources: [ "https://github.com/dotnet/runtime" ]
        quote: "Never calls back into the runtime."
        ---
        It is in the wrong mode.

        ## Instead
        Leave the attribute off.

        ```csharp
        ## this is no heading
        ```

        ## Known
        Always so.
        """;

    [Fact]
    public void A_rule_is_read_with_all_that_it_says()
    {
        var rule = RuleFile.Parse("rules/07-unsafe-call-back.md", Whole);

        Assert.Equal("unsafe-call-back", rule.Id);
        Assert.Equal(7, rule.Number);
        Assert.Equal("07-unsafe-call-back.md", rule.File);
        Assert.Equal("An unsafe call must not call back.", rule.Title);
        Assert.Equal(["*::unsafe*::caller::uco,delegate::*", "each::unsafe::*::*::*"], rule.Selectors.Select(s => s.ToString()));
        Assert.Equal(Promise.FailsFast, rule.Promise);
        Assert.Equal(Rank.ApiDocumentation, rule.Rank);
        Assert.Equal(2, rule.Sources.Count);
        Assert.Equal("Never calls back into the runtime.", rule.Quote);
        Assert.Equal("It is in the wrong mode.", rule.Prose.Why);
        Assert.StartsWith("Leave the attribute off.", rule.Prose.Instead);
        Assert.Contains("## this is no heading", rule.Prose.Instead, StringComparison.Ordinal);
        Assert.Equal("Always so.", rule.Prose.Known);
        Assert.Equal(["Why", "Instead", "Known"], rule.Prose.Headings);
    }

    [Fact]
    public void A_rule_governs_its_cells_in_its_environments()
    {
        var rule = RuleFile.Parse("07-unsafe-call-back.md", Whole);
        var key = Key.Parse("sqlite::unsafe-pointer::caller::uco::empty");

        Assert.True(rule.Governs(key, TheMatrix.Plain));
        Assert.False(rule.Governs(key, EnvironmentName.Parse("nativeaot-10.0")));
        Assert.False(rule.Governs(key with { Call = "safe" }, TheMatrix.Plain));
        Assert.False(rule.IsEverything);
    }

    [Theory]
    [InlineData("promise: fails-fast", "promise: dies", "'dies' is no promise; one of: defined, fails-fast, deadlocks, forbidden")]
    [InlineData("promise: fails-fast", "", "a rule has no 'promise'")]
    [InlineData("title: An", "titel: An", "07-r.md:2: unknown field 'titel'; nearest: title")]
    [InlineData("rank: api documentation", "rank: hearsay", "07-r.md:6: 'hearsay' is no rank of a source; one of: api-documentation")]
    [InlineData("rank: api documentation", "rank: none", "the promise 'fails-fast' needs a rank")]
    [InlineData("rank: api documentation", "", "the promise 'fails-fast' needs a rank")]
    [InlineData("quote: ", "# ", "the promise 'fails-fast' needs a quote")]
    [InlineData("source: https://learn.microsoft.com/dotnet", "source: some book", "07-r.md:7: 'some book' is not a link")]
    [InlineData("\"each::unsafe\"", "\"each::Unsafe\"", "07-r.md:3: 'each::Unsafe' is not a selector")]
    [InlineData("selector: [ \"*::", "selector: [ *::", "stands in quotes")]
    [InlineData("---\ntitle", "title", "07-r.md:1: expected front matter")]
    [InlineData("environments: [ \"coreclr-*\" ]", "environments: { a: b }", "07-r.md:4: expected a text")]
    public void A_rule_that_is_not_sound_is_refused_with_file_and_line(string what, string instead, string complaint)
    {
        var fault = Assert.Throws<InputException>(() =>
            RuleFile.Parse("07-r.md", Whole.Replace(what, instead, StringComparison.Ordinal)));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("07-r.md:", fault.Message);
    }

    [Fact]
    public void A_promise_without_a_source_is_refused()
    {
        var text = string.Join('\n', Whole.Split('\n').Where(l => !l.StartsWith("source", StringComparison.Ordinal)));

        var fault = Assert.Throws<InputException>(() => RuleFile.Parse("07-r.md", text));

        Assert.Contains("the promise 'fails-fast' needs a source", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rule.md")]
    [InlineData("07.md")]
    [InlineData("07-Upper.md")]
    [InlineData("07-rule.txt")]
    public void A_file_that_is_not_called_like_a_rule_is_refused(string name)
    {
        var fault = Assert.Throws<InputException>(() => RuleFile.Parse(name, Whole));

        Assert.Contains("a rule's file is called NN-slug.md", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_without_prose_is_refused()
    {
        var fault = Assert.Throws<InputException>(() =>
            RuleFile.Parse("07-r.md", "---\ntitle: t\nselector: each\npromise: unspecified\n---\n\n## Instead\nb"));

        Assert.Contains("expected prose", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_of_another_system_change_nothing()
    {
        var rule = RuleFile.Parse("07-r.md", Whole.ReplaceLineEndings("\r\n"));

        Assert.Equal("It is in the wrong mode.", rule.Prose.Why);
    }
}
