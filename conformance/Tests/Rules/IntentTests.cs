using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>What the rules of the repository say to somebody who comes with a question.</summary>
public class IntentTests
{
    private static readonly Rulebook Law = Rulebook.Load(TheMatrix.InRepository("conformance/rules"));

    [Fact]
    public void Every_rule_is_reached_by_an_intent() =>
        Assert.Empty(Law.Rules.Where(r => r.Intents.Count == 0).Select(r => r.File));

    [Fact]
    public void There_are_few_enough_intents_to_be_read_and_none_is_another_one_mistyped()
    {
        var intents = Intent.Of(Law).Select(i => i.Words).ToList();

        Assert.InRange(intents.Count, 12, 25);
        Assert.Equal(intents, intents.DistinctBy(i => string.Concat(i.ToLowerInvariant().Where(char.IsLetter))));
        Assert.Empty(
            from at in Enumerable.Range(0, intents.Count)
            from other in intents.Skip(at + 1)
            where Words(intents[at]).Except(Words(other)).Count() + Words(other).Except(Words(intents[at])).Count() <= 2
            select $"{intents[at]} / {other}");

        static string[] Words(string sentence) => sentence.ToLowerInvariant().TrimEnd('.').Split(' ');
    }

    [Fact]
    public void What_is_allowed_comes_first_and_the_rule_for_everything_else_last()
    {
        var intents = Intent.Of(new Rulebook(new[]
        {
            Rule("10-never", "sort", "forbidden", "I sort.", "I am in a hurry."), Rule("20-allowed", "sort", "defined", "I sort."), Rule("99-rest", "*", "unspecified", "I rest."),
        }.Select(r => RuleFile.Parse(r.Name, r.Text))));

        Assert.Equal(["I sort.", "I am in a hurry.", "I rest."], intents.Select(i => i.Words));
        Assert.Equal(["allowed", "never"], intents[0].Rules.Select(r => r.Id));
    }

    [Fact]
    public void Of_two_examples_the_right_one_is_allowed_the_wrong_one_is_not_and_the_rule_speaks_of_one_of_them()
    {
        foreach (var rule in Law.Rules)
        {
            var (right, wrong) = (Assert.NotNull(rule.Right), Assert.NotNull(rule.Wrong));
            var where = Mode.All.Select(TheMatrix.Plain.With).Prepend(TheMatrix.Next).Prepend(TheMatrix.Plain).First(e => rule.Environments.Any(e.Matches));
            var (ofRight, ofWrong) = (Law.For(right, where), Law.For(wrong, where));

            Assert.True(ofRight.Promise == Promise.Defined, $"{rule.File}: {right} is {ofRight.Promise.Word()}");
            Assert.True(ofWrong.Promise != Promise.Defined, $"{rule.File}: {wrong} is allowed");
            Assert.True(rule == ofRight || rule == ofWrong, $"{rule.File}: neither {right} nor {wrong} is its cell");
            Assert.All([right, wrong], k => Assert.Null(TheMatrix.Product.WhyNot(k)));
        }
    }

    [Fact]
    public void An_example_that_is_no_key_is_named_with_its_line() =>
        Assert.StartsWith("10-a.md:8: ", Assert.Throws<InputException>(() => RuleFile.Parse(
            "10-a.md", Rule("10-a", "sort", "forbidden").Text.Replace("---\n## Why", "wrong: sort::safe\n---\n## Why", StringComparison.Ordinal))).Message);

    private static (string Name, string Text) Rule(string name, string selector, string promise, params string[] intents)
    {
        var source = promise == "unspecified" ? "" : "rank: api documentation\nsource: https://example.org/doc\nquote: So it is.\n";
        var own = intents.Length == 0 ? "" : $"intents:\n{string.Concat(intents.Select(i => $"  - {i}\n"))}";
        return ($"{name}.md", $"---\ntitle: A rule.\nselector: \"{selector}\"\npromise: {promise}\n{source}{own}---\n## Why\nBecause.\n");
    }
}
