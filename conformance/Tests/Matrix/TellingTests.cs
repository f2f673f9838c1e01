using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class TellingTests
{
    private static readonly List<Key> Cells = [.. TheMatrix.Plan(TheMatrix.Plain, "each").Cells.Select(c => c.Key)];

    private static string Rule(Key key) => key.Call;

    [Fact]
    public void One_cell_of_every_rule_comes_first_then_a_second_of_each()
    {
        var order = Telling.First(Cells, Rule, seed: 1);

        Assert.Equal(5, order.Take(5).Select(Rule).Distinct().Count());
        Assert.Equal(5, order.Skip(5).Take(5).Select(Rule).Distinct().Count());
    }

    [Fact]
    public void Every_cell_comes_once()
    {
        Assert.Equal(Cells.Order(), Telling.First(Cells, Rule, seed: 1).Order());
        Assert.Equal(Cells.Order(), Telling.Shuffled(Cells, seed: 1).Order());
    }

    [Fact]
    public void One_seed_gives_one_order_and_another_gives_another()
    {
        Assert.Equal(Telling.First(Cells, Rule, 7), Telling.First(Cells, Rule, 7));
        Assert.NotEqual(Telling.First(Cells, Rule, 7), Telling.First(Cells, Rule, 8));
        Assert.NotEqual(Telling.Shuffled(Cells, 7), Telling.Shuffled(Cells, 8));
    }

    [Fact]
    public void A_cell_that_is_left_out_moves_no_other()
    {
        var all = Telling.Shuffled(Cells, seed: 3);

        Assert.Equal(all.Where(k => k != Cells[17]), Telling.Shuffled(Cells.Where(k => k != Cells[17]), seed: 3));
    }

    [Fact]
    public void The_draw_is_fixed_for_good_so_that_a_seed_from_an_old_report_still_means_its_order()
    {
        var order = Telling.Shuffled("abcde".Select(c => new Key(c.ToString(), "safe", "caller", "uco", "empty")), seed: 1);

        Assert.Equal("aedcb", string.Concat(order.Select(k => k.Library)));
    }

    [Fact]
    public void No_cells_have_no_order()
    {
        Assert.Empty(Telling.First([], Rule, 1));
    }
}
