using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

/// <summary>The rules in the repository, held against the matrix in the repository.</summary>
public class TheLawTests
{
    private static readonly Lazy<Rulebook> Rules = new(() => Rulebook.Load(TheMatrix.InRepository("conformance/rules")));

    [Fact]
    public void No_rule_is_dead_over_the_full_product()
    {
        // A rule may speak of one mode only, or of a runtime that is yet to come; which of its places are cells is the
        // holes' affair, not the law's.
        EnvironmentName[] environments = [TheMatrix.Plain, TheMatrix.Next, .. Mode.All.Select(TheMatrix.Plain.With)];

        Assert.Empty(Rules.Value.Dead(TheMatrix.Product.Possible, environments).Select(r => r.File));
    }

    [Fact]
    public void Exactly_one_rule_wins_every_planned_cell()
    {
        var rules = Rules.Value;
        foreach (var environment in new[] { TheMatrix.Plain, TheMatrix.WithCollecting })
        {
            foreach (var cell in TheMatrix.Plan(environment).Cells)
            {
                var winner = rules.For(cell.Key, environment);
                Assert.Equal(winner, rules.Rules.First(r => r.Governs(cell.Key, environment)));
            }
        }
    }

    [Fact]
    public void Every_rule_wins_a_cell_that_is_run()
    {
        var rules = Rules.Value;
        var run = new[] { TheMatrix.Plain, TheMatrix.WithCollecting, TheMatrix.Next, TheMatrix.Plain.With(Mode.Neighbours) }
            .SelectMany(e => TheMatrix.Plan(e).Cells.Select(c => rules.For(c.Key, e).Id)).ToHashSet();

        Assert.Empty(rules.Rules.Select(r => r.Id).Except(run));
    }

    [Fact]
    public void Every_name_in_a_selector_is_a_member()
    {
        var unknown = from rule in Rules.Value.Rules
                      from selector in rule.Selectors
                      from name in NoSuchCell.Unknown(TheMatrix.Axes, selector)
                      select $"{rule.File}: {selector}: {NoSuchCell.Complaint(TheMatrix.Axes, name.Place, name.Name)}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_promise_has_a_source_and_advice_and_the_last_rule_promises_nothing()
    {
        var rules = Rules.Value.Rules;

        Assert.Equal(Promise.Unspecified, rules[^1].Promise);
        Assert.True(rules[^1].IsEverything);
        Assert.All(rules.Where(r => r.Promise != Promise.Unspecified), r => Assert.NotEmpty(r.Sources));
        Assert.Empty(rules.Where(r => r.Promise is Promise.Forbidden && r.Prose.Instead.Length == 0).Select(r => r.File));
    }

    [Fact]
    public void Every_known_file_belongs_to_an_environment_and_is_as_it_would_be_written()
    {
        foreach (var file in Directory.EnumerateFiles(TheMatrix.InRepository("conformance/known"), "*.txt"))
        {
            Assert.Equal(file, Known.FileOf(Path.GetDirectoryName(file)!, EnvironmentName.FromFileName(Path.GetFileNameWithoutExtension(file))));
            Assert.Equal(File.ReadAllText(file), Known.Load(file).ToString());
        }
    }
}
