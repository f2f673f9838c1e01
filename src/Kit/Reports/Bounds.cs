using System.Globalization;

namespace Kit.Reports;

/// <summary>
/// How often a thing may happen that did not happen in N attempts: in less than 3/N of them, with 95 % confidence. It is
/// the rule of three (https://en.wikipedia.org/wiki/Rule_of_three_(statistics)): the solution of (1 - p)^N = 0.05 is
/// close to 3/N. It holds for attempts that do not know of each other, on one machine under one load; another machine
/// draws from another hat.
/// </summary>
public static class Bounds
{
    private const double OfNothingSeen = 3;

    /// <summary>The share, from 0 to 1; null where so few attempts bound nothing.</summary>
    public static double? Of(int attempts) => attempts > OfNothingSeen ? OfNothingSeen / attempts : null;

    /// <summary>"anything else: 0 of 20, so below 15 %"; null for one attempt, which is an observation and nothing
    /// more.</summary>
    public static string? InWords(int attempts) =>
        attempts < 2 ? null
        : Of(attempts) is { } share ? $"anything else: 0 of {attempts:N0}, so below {Percent(share)}"
        : $"anything else: 0 of {attempts}, and so few attempts bound nothing";

    /// <summary>What it says of all attempts that so many of these did the same: "between 2.8 % and 30 % of attempts"; of
    /// all of them, what bounds everything else.</summary>
    public static string InWords(int count, int attempts)
    {
        if (attempts == 1)
        {
            return "one attempt: it can happen; how often is not known";
        }

        if (count == attempts)
        {
            return InWords(attempts)!;
        }

        var (low, high) = Between(count, attempts);
        return $"between {Share(low)} and {Share(high)} of attempts";
    }

    /// <summary>The shares, from 0 to 1, between which the true one lies with 95 % confidence. Wilson's score interval:
    /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    /// Statistical Association 22 (1927), 209.</summary>
    public static (double Low, double High) Between(int count, int attempts)
    {
        const double Z = 1.96;
        double n = attempts, p = count / n, unit = 1 + (Z * Z / n);
        var middle = (p + (Z * Z / (2 * n))) / unit;
        var half = Z / unit * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    private static string Share(double share) => (share * 100).ToString(share < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    /// <summary>"15 %", "1.5 %", "0.03 %": two digits that count, rounded upwards, as a bound must not be less.</summary>
    public static string Percent(double share)
    {
        var percent = share * 100;
        var digits = percent >= 10 ? 0 : 1 - (int)Math.Floor(Math.Log10(percent));
        var unit = Math.Pow(10, digits);
        var rounded = Math.Ceiling(Math.Round(percent * unit, 6)) / unit; // 3/N has no exact binary form
        return rounded.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture) + " %";
    }
}
