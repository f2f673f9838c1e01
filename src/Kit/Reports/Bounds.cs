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
