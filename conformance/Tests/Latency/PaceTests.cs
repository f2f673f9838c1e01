using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;
using Xunit;

namespace Kit.Tests.Latency;

/// <summary>A run of latency ends in its time by construction: here the clock is a number, and machines are as slow as is asked.</summary>
public sealed class PaceTests
{
    private static readonly LatencyPlan Quick = Plan(quick: true), Full = Plan(quick: false);

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(1000)]
    [InlineData(2500)]
    public void However_long_a_start_takes_quick_ends_in_its_budget_and_a_minute_has_room_for_the_rest(int start)
    {
        var (passed, begun, pace) = Run(Quick, (_, _) => start);

        Assert.InRange(passed, TimeSpan.Zero, Quick.Budget);
        Assert.True(TimeSpan.FromSeconds(60) - Quick.Budget >= TimeSpan.FromSeconds(12), "the kit's own start, and the page");
        Assert.All(Quick.Sittings, (_, i) => Assert.True(begun[i].Count >= 1));
        Assert.Equal(pace.All, begun.Sum(b => b.Count) + pace.LeftOut);
    }

    [Fact]
    public void A_fast_machine_leaves_nothing_out_and_a_slower_one_times_for_less()
    {
        var (_, fast, atOnce) = Run(Quick, (_, _) => 10);
        var (_, slow, atLength) = Run(Quick, (_, _) => 300);

        Assert.Equal((0, 0), (atOnce.LeftOut, atLength.LeftOut));
        Assert.All(fast.SelectMany((turns, i) => turns.Select(t => (t, i))), x => Assert.Equal(Quick.Sittings[x.i].Milliseconds, x.t.Milliseconds, 3));
        Assert.All(slow, turns => Assert.True(turns[^1].Milliseconds < turns[0].Milliseconds));
    }

    [Fact]
    public void On_a_machine_that_is_too_slow_for_all_every_row_still_has_a_process()
    {
        var (_, begun, pace) = Run(Quick, (_, _) => 20_000);

        Assert.All(begun, turns => Assert.Single(turns));
        Assert.Equal(pace.All - Quick.Sittings.Count, pace.LeftOut);
    }

    [Fact]
    public void A_machine_that_becomes_slow_halfway_overruns_by_what_it_became_slower_in_one_process_at_most()
    {
        var (passed, _, pace) = Run(Quick, (_, at) => at < TimeSpan.FromSeconds(20) ? 200 : 3000);

        Assert.InRange(passed, TimeSpan.Zero, Quick.Budget + TimeSpan.FromMilliseconds(3000));
        Assert.True(pace.LeftOut > 0);
    }

    [Fact]
    public void The_full_set_ends_in_a_quarter_of_an_hour()
    {
        var (passed, begun, _) = Run(Full, (_, _) => 1000);

        Assert.InRange(passed, TimeSpan.Zero, TimeSpan.FromMinutes(14));
        Assert.All(begun, turns => Assert.True(turns.Count >= 6));
    }

    [Fact]
    public void Two_ways_into_one_library_have_processes_of_their_own_and_all_doors_of_a_library_share_one()
    {
        var libraries = TheMatrix.Axes.Libraries.Where(l => l.DoesRealWork).ToDictionary(l => l.Name, StringComparer.Ordinal);
        Assert.Equal(libraries["libevent"].Origin, libraries["libevent-locks"].Origin); // who gives the library its locks is the first of a process

        foreach (var plan in new[] { Quick, Full })
        {
            var sittings = plan.Sittings.Select(s => s.Subjects.Where(t => t.Quantity.Name == "in-library" && libraries.ContainsKey(t.Key.Library))
                .Select(t => t.Key.Library).Distinct().ToList()).Where(s => s.Count > 0).ToList();

            Assert.All(sittings, s => Assert.Equal(s.Count, s.Select(l => libraries[l].Origin).Distinct().Count()));
            Assert.Equal(sittings.Sum(s => s.Count), sittings.SelectMany(s => s).Distinct().Count());
            Assert.Contains("libevent-locks", sittings.SelectMany(s => s));
        }
    }

    private static LatencyPlan Plan(bool quick)
    {
        using var context = new KitContext(() => Installation.Find(), (_, _, _) => TheMatrix.Axes);
        return LatencyPlan.For(context, EnvironmentName.Parse("coreclr-10.0"), [], [], quick);
    }

    /// <param name="start">Milliseconds of a sitting that are not timing, at a time.</param>
    private static (TimeSpan Passed, List<Turn>[] Begun, Pace Pace) Run(LatencyPlan plan, Func<int, TimeSpan, double> start)
    {
        var (pace, passed) = (new Pace(plan), TimeSpan.Zero);
        List<Turn>[] begun = [.. plan.Sittings.Select(_ => new List<Turn>())];
        while (pace.Next(passed) is { } turn)
        {
            var took = TimeSpan.FromMilliseconds(start(turn.Sitting, passed) + turn.Milliseconds);
            passed += took;
            pace.Took(turn, took);
            begun[turn.Sitting].Add(turn);
        }

        return (passed, begun, pace);
    }
}
