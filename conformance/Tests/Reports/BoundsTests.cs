using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public class BoundsTests
{
    [Theory]
    [InlineData(1, 1, "one attempt: it can happen; how often is not known")]
    [InlineData(2, 2, "anything else: 0 of 2, and so few attempts bound nothing")]
    [InlineData(20, 20, "anything else: 0 of 20, so below 15 %")]
    [InlineData(2, 20, "between 2.8 % and 30 % of attempts")]
    [InlineData(18, 20, "between 70 % and 97 % of attempts")]
    public void What_some_attempts_did_bounds_all_that_could_be_made(int count, int attempts, string words) =>
        Assert.Equal(words, Bounds.InWords(count, attempts));

    [Theory]
    [InlineData(5, 10, 0.2366, 0.7634)] // 0.5 -+ 0.2634
    [InlineData(1, 100, 0.0018, 0.0545)]
    public void Wilsons_interval_is_that_of_the_tables(int count, int attempts, double low, double high)
    {
        var (l, h) = Bounds.Between(count, attempts);

        Assert.Equal(low, l, 3);
        Assert.Equal(high, h, 3);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "anything else: 0 of 2, and so few attempts bound nothing")]
    [InlineData(3, "anything else: 0 of 3, and so few attempts bound nothing")]
    [InlineData(20, "anything else: 0 of 20, so below 15 %")]
    [InlineData(1000, "anything else: 0 of 1,000, so below 0.3 %")]
    public void What_was_not_seen_in_n_attempts_is_bounded_by_three_of_n(int attempts, string? words) =>
        Assert.Equal(words, Bounds.InWords(attempts));

    [Theory]
    [InlineData(4, "75 %")]
    [InlineData(7, "43 %")] // 42.86: a bound is not rounded downwards
    [InlineData(40, "7.5 %")]
    [InlineData(70, "4.3 %")]
    [InlineData(300, "1 %")]
    [InlineData(7000, "0.043 %")]
    public void A_bound_is_rounded_upwards(int attempts, string percent) =>
        Assert.Equal(percent, Bounds.Percent(Bounds.Of(attempts)!.Value));

    /// <summary>The source of the formula, tried: with the share it names, as many attempts miss a thing 5 times in
    /// 100.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(20_000)]
    public void It_is_the_share_at_which_nothing_is_seen_one_time_in_twenty(int attempts) =>
        Assert.InRange(Math.Pow(1 - Bounds.Of(attempts)!.Value, attempts), 0.03, 0.05);
}
