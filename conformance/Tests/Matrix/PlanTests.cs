using Kit.Matrix;
using Xunit;

namespace Kit.Tests;

public class PlanTests
{
    [Fact]
    public void Every_point_of_the_product_is_planned_or_left_out_for_a_reason()
    {
        foreach (var environment in new[] { TheMatrix.Plain, TheMatrix.WithCollecting })
        {
            var plan = TheMatrix.Plan(environment);

            Assert.Equal(TheMatrix.Product.Points.Count(), plan.Cells.Count + plan.Holes.Sum(h => h.Count));
            Assert.Equal(plan.Cells.Count, plan.Cells.Distinct().Count());
        }
    }

    [Fact]
    public void The_default_run_is_thousands_of_cells_and_not_tens_of_thousands()
    {
        Assert.InRange(Count(TheMatrix.Plain), 2500, 3500);
        Assert.InRange(Count(TheMatrix.WithCollecting), 1000, 2000);

        // What only NativeAOT has comes on top of that.
        static int Count(EnvironmentName environment) => TheMatrix.Plan(environment).Cells.Count(c => c.Key.Entry != "export");
    }

    [Fact]
    public void Every_member_is_in_some_cell()
    {
        var cells = Plan.For(TheMatrix.WithRealWork, TheMatrix.Plain, []).Cells;

        for (var place = 0; place < Key.Places.Count; place++)
        {
            Assert.Equal(
                TheMatrix.WithRealWork.Axes.ByPlace[place].Select(m => m.Name).Order(),
                cells.Select(c => c.Key[place]).Distinct().Order());
        }
    }

    [Fact]
    public void A_library_that_does_real_work_has_about_twenty_cells_and_its_own_ways_out_are_among_them()
    {
        var cells = Plan.For(TheMatrix.WithRealWork, TheMatrix.Plain, [Selector.Parse("real")]).Cells;

        Assert.InRange(cells.Count, 12, 30);
        Assert.Equal(
            ["leave", "leave-collect", "reenter-library", "yield", "yield-collect"],
            cells.Select(c => c.Key).Where(k => k.Entry == "uco" && TheMatrix.Axes.Body(k.Body).Needs is not null)
                .Select(k => k.Body).Order());
    }

    [Fact]
    public void A_body_that_needs_a_function_is_nowhere_without_it()
    {
        Assert.Equal(Product.NoSuchFunction, TheMatrix.Product.WhyNot(Key.Parse("each::safe::caller::uco::leave")));
    }

    [Fact]
    public void Every_thread_kind_meets_every_call_that_is_not_over_and_every_door()
    {
        var cells = TheMatrix.Plan(TheMatrix.Plain).Cells.Select(c => c.Key).ToList();

        foreach (var thread in TheMatrix.Axes.Threads)
        {
            var mine = cells.Where(c => c.Thread == thread.Name).ToList();
            Assert.Equal(["c", "delegate", "export", "uco"], mine.Select(c => c.Entry).Distinct().Order());
            Assert.Contains(mine, c => c.Call == "safe");
            Assert.True(thread.Name.EndsWith("-2000", StringComparison.Ordinal) || mine.Any(c => c.Call == "unsafe"));
        }
    }

    [Fact]
    public void Each_runs_every_body_on_the_caller_and_on_a_pthread_through_every_call()
    {
        foreach (var call in TheMatrix.Axes.Calls)
        {
            var selector = $"each::{call.Name}::caller,pthread::uco::!*-warm";
            var bodies = TheMatrix.Axes.Bodies.Count(b =>
                b.Entries.Contains("uco") && b.Needs is null && !b.Name.EndsWith("-warm", StringComparison.Ordinal));

            // One body keeps a core busy until its time is up, and is spared where the call is only another stub.
            bodies -= call.Name is "safe" or "unsafe" ? 0 : 1;
            Assert.Equal(2 * bodies, TheMatrix.Plan(TheMatrix.Plain, selector).Cells.Count);
        }
    }

    [Fact]
    public void A_plan_is_the_same_every_time_and_so_is_its_hash()
    {
        var one = TheMatrix.Plan(TheMatrix.Plain);
        var two = Plan.For(new Product(TheMatrix.Axes, TheMatrix.Holes), TheMatrix.Plain, []);

        Assert.Equal(one.Cells, two.Cells);
        Assert.Equal(one.Hash, two.Hash);
        Assert.Matches("^[0-9a-f]{64}$", one.Hash);
    }

    [Fact]
    public void The_hash_knows_cells_and_environment_but_not_the_order_in_which_selectors_were_typed()
    {
        var both = TheMatrix.Plan(TheMatrix.Plain, "sort::safe", "each::safe").Hash;

        Assert.Equal(both, TheMatrix.Plan(TheMatrix.Plain, "each::safe", "sort::safe").Hash);
        Assert.NotEqual(both, TheMatrix.Plan(TheMatrix.Plain, "each::safe").Hash);
        Assert.NotEqual(both, TheMatrix.Plan(TheMatrix.Plain.With(Mode.Loaded), "each::safe", "sort::safe").Hash);
    }

    [Fact]
    public void Collecting_takes_the_calls_that_wait_for_another_thread_unless_a_selector_asks_for_others()
    {
        var cells = TheMatrix.Plan(TheMatrix.WithCollecting).Cells;

        Assert.All(cells, c => Assert.True(TheMatrix.Axes.Thread(c.Key.Thread).CallWaitsForIt));
        Assert.Contains(cells, c => c.Key.ToString() == "each::unsafe::pthread::uco::empty");
        Assert.Contains(cells, c => c.Key.Thread == "library");
        Assert.Single(TheMatrix.Plan(TheMatrix.WithCollecting, "each::safe::caller::uco::empty").Cells);
    }

    [Fact]
    public void A_selector_without_cells_is_refused_even_beside_one_that_has_some()
    {
        var fault = Assert.Throws<InputException>(() => TheMatrix.Plan(TheMatrix.Plain, "each::safe", "eech::safe"));

        Assert.Contains("there is no library 'eech'; nearest: each", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_absent_here_is_planned_and_says_why()
    {
        var gone = TheMatrix.Axes.Library("sqlite") with { Absent = "no SQLite: apt-get install libsqlite3-0" };
        var libraries = TheMatrix.Axes.Libraries.Select(l => l.Name == gone.Name ? gone : l);
        var a = TheMatrix.Axes;
        var axes = new Axes(libraries, a.Calls, a.Threads, a.Entries, a.Bodies, a.Runtime);

        var plan = Plan.For(new Product(axes, TheMatrix.Holes), TheMatrix.Plain, []);

        Assert.Equal(TheMatrix.Plan(TheMatrix.Plain).Hash, plan.Hash);
        Assert.All(plan.Cells, c => Assert.Equal(c.Key.Library == "sqlite" ? gone.Absent : null, c.Absent));
    }
}
