using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class HolesTests
{
    private static readonly Key Cell = Key.Parse("each::safe::caller::uco::empty");

    [Fact]
    public void The_first_hole_that_matches_gives_the_reason()
    {
        var holes = Holes.Parse("holes.yaml", """
            - selector: ["sort", "each::safe"]
              reason: narrow
            - selector: "*"
              reason: >-
                wide, and
                folded
            """);

        var each = TheMatrix.Axes.Library("each");
        Assert.Equal("narrow", holes.Of(Cell, each)?.Reason);
        Assert.Equal("wide, and folded", holes.Of(Key.Parse("each::unsafe::caller::uco::empty"), each)?.Reason);
        Assert.Null(Holes.None.Of(Cell, each));
    }

    [Fact]
    public void A_hole_for_real_work_leaves_a_library_without_it_alone()
    {
        var holes = Holes.Parse("holes.yaml", """
            - selector: "*::*::worker"
              work: real
              reason: Costly.
            """);
        var (pattern, cell) = (TheMatrix.Axes.Library("each"), Key.Parse("each::safe::worker::uco::empty"));

        Assert.Null(holes.Of(cell, pattern));
        Assert.Equal("Costly.", holes.Of(cell, pattern with { Items = 1 })?.Reason);
        Assert.Null(holes.Of(Cell, pattern with { Items = 1 }));
    }

    [Fact]
    public void A_hole_of_collecting_is_one_there_only_unless_a_selector_asks_for_the_cell()
    {
        var holes = Holes.Parse("holes.yaml", """
            - selector: "each::*::worker::*::empty"
              mode: collecting
              reason: Shown elsewhere.
            """);
        var cell = Key.Parse("each::safe::worker::uco::empty");
        var product = new Product(TheMatrix.Axes, holes);

        Assert.DoesNotContain(cell, Cells(TheMatrix.WithCollecting));
        Assert.Contains(cell, Cells(TheMatrix.WithCollecting, Selector.Parse("each::safe::worker")));
        Assert.Contains(cell, Cells(TheMatrix.Plain));

        IEnumerable<Key> Cells(EnvironmentName environment, params Selector[] selectors) =>
            Plan.For(product, environment, selectors).Cells.Select(c => c.Key);
    }

    [Theory]
    [InlineData("- selector: each", "holes.yaml:1: a hole has no reason")]
    [InlineData("- reason: none", "holes.yaml:1: a hole has no selector")]
    [InlineData("# a comment\n- selector: each\n  reasons: none", "holes.yaml:3: unknown field 'reasons'; nearest: reason")]
    [InlineData("- selector: Each\n  reason: r", "holes.yaml:1: 'Each' is not a selector")]
    [InlineData("- selector: *::safe\n  reason: r", "a selector that begins with * or ! stands in quotes")]
    [InlineData("selector: each\nreason: r", "holes.yaml:1: expected a list")]
    [InlineData("- selector: each\n  work: hard\n  reason: r", "holes.yaml:2: 'work' is 'hard'; expected real")]
    [InlineData("- selector: each\n  mode: loaded\n  reason: r", "holes.yaml:2: 'mode' is 'loaded'; expected collecting")]
    [InlineData("- each", "holes.yaml:1: expected fields: selector, work, mode, reason")]
    [InlineData("- selector: each\n  reason:", "holes.yaml:2: expected a text")]
    [InlineData("- selector: [each\n  reason: r", "holes.yaml:")]
    [InlineData("", "holes.yaml:1: expected one YAML document, found 0")]
    public void Bad_holes_are_refused_with_file_and_line(string text, string complaint)
    {
        var fault = Assert.Throws<InputException>(() => Holes.Parse("holes.yaml", text));

        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_input_error()
    {
        Assert.Throws<InputException>(() => Holes.Load("/nowhere/holes.yaml"));
    }

    [Fact]
    public void Every_name_in_the_real_holes_is_a_member()
    {
        var unknown = from hole in TheMatrix.Holes.List
                      from selector in hole.Selectors
                      from name in NoSuchCell.Unknown(TheMatrix.Axes, selector)
                      select $"{selector}: {NoSuchCell.Complaint(TheMatrix.Axes, name.Place, name.Name)}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_real_hole_leaves_something_out_and_says_so_in_a_sentence()
    {
        var used = TheMatrix.WithRealWork.Possible
            .Select(k => (Key: k, Library: TheMatrix.WithRealWork.Axes.Library(k.Library)))
            .SelectMany(c => (Hole?[])[TheMatrix.Holes.Of(c.Key, c.Library), TheMatrix.Holes.Of(c.Key, c.Library, collecting: true)])
            .OfType<Hole>().ToHashSet();

        Assert.Empty(TheMatrix.Holes.List.Where(h => !used.Contains(h)).Select(h => h.Reason));
        Assert.All(TheMatrix.Holes.List, h => Assert.Matches(@"^[A-Z].*[^.]\.$", h.Reason));
        Assert.Equal(TheMatrix.Holes.List.Count, TheMatrix.Holes.List.DistinctBy(h => h.Reason).Count());
    }
}
