using Kit.Latency;
using Xunit;

namespace Kit.Tests.Latency;

/// <summary>Intervals against values that can be counted by hand.</summary>
public class StatisticsTests
{
    [Fact]
    public void Six_values_hold_the_median_between_the_smallest_and_the_largest_with_31_of_32()
    {
        var (estimate, confidence) = Statistics.MedianOf([6, 1, 5, 2, 4, 3]);

        Assert.Equal(new Estimate(3.5, 1, 6), estimate);
        Assert.Equal(31.0 / 32, confidence, 12);
    }

    [Fact]
    public void Nine_values_may_leave_the_two_extremes_out()
    {
        var (estimate, confidence) = Statistics.MedianOf([.. Enumerable.Range(1, 9).Select(n => (double)n)]);

        Assert.Equal(new Estimate(5, 2, 8), estimate);
        Assert.Equal(1 - 2 * 10.0 / 512, confidence, 12); // P(B < 2) = (1 + 9) / 2^9
    }

    [Fact]
    public void Too_few_values_say_how_little_they_know() =>
        Assert.Equal(0.75, Statistics.MedianOf([1, 2, 3]).Confidence, 12);

    [Fact]
    public void A_shift_of_six_against_six_leaves_five_pairs_out_on_either_side()
    {
        // The critical value of U for 6 and 6 at 5 % on two sides is 5.
        double[] before = [1, 1.01, 1.02, 1.03, 1.04, 1.05];
        var quotients = before.SelectMany(b => before.Select(a => 2 * a / b)).Order().ToList();

        var shift = Statistics.Shift(before, [.. before.Select(b => 2 * b)], 0.95)!;

        Assert.Equal(quotients[5], shift.Low, 12);
        Assert.Equal(quotients[^6], shift.High, 12);
        Assert.Equal(2, shift.Median, 3);
    }

    [Fact]
    public void Two_against_two_cannot_tell() => Assert.Null(Statistics.Shift([1, 2], [3, 4], 0.95));
}
