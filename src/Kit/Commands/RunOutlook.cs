using System.Diagnostics;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary>What lies ahead of a run of several environments or attempts, told on standard error: how much it is, how long it
/// will take, and how to go on when it is stopped.</summary>
/// <param name="attempts">That are to be made, by environment: those that an earlier part has made are not among them.</param>
public sealed class RunOutlook(IReadOnlyList<(EnvironmentName Environment, int Cells, int Attempts)> attempts, int repeat)
{
    // Seconds of a core for an attempt, over the whole matrix: stuck cells cost the most, whatever the runtime. A first guess,
    // until an environment of this very run has ended.
    private const double CoreClr = 0.06, NativeAot = 0.03;

    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Plans every environment before the first is run; what is not there yet is fetched and built now.</summary>
    public static RunOutlook Of(
        KitContext context, RunRequest request, IReadOnlyList<Selector> selectors, IReadOnlyList<EnvironmentName> environments,
        Func<EnvironmentName, int> made) => new(
        [
            .. environments.Select(environment =>
            {
                var cells = Plan.For(context.Product(environment, request.Libraries), environment, selectors).Cells.Count(c => c.Absent is null);
                return (environment, cells, Math.Max(0, (cells * request.Repeat) - made(environment)));
            }),
        ],
        request.Repeat);

    /// <summary>In a line.</summary>
    public string Begin()
    {
        var (cells, all, left) = (attempts.Sum(a => a.Cells), attempts.Sum(a => a.Cells) * repeat, attempts.Sum(a => a.Attempts));
        var done = left < all ? $", {all - left:N0} of them made already" : "";
        return $"Plan: {Words.Count(cells, "cell")} in {Words.Count(attempts.Count, "environment")}, {Words.Count(repeat, "attempt")} each: {Words.Count(all, "attempt")}{done}; "
            + $"about {Time(attempts.Sum(Guess))} (a guess). If it is stopped, type the same with --resume.";
    }

    /// <summary>After an environment: how long the others will take, by what this run took so far.</summary>
    public string? After(int ended)
    {
        if (ended >= attempts.Count)
        {
            return null;
        }

        var behind = attempts.Take(ended).Sum(Guess);
        var left = attempts.Skip(ended).Sum(Guess);
        var scale = behind > 0 ? clock.Elapsed.TotalSeconds / behind : 1;
        return $"{ended} of {Words.Count(attempts.Count, "environment")} done; the others take about {Time(left * scale)}.";
    }

    internal static string Time(double seconds) => seconds switch
    {
        < 90 => $"{Math.Max(1, seconds):0} s",
        < 90 * 60 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    private static double Guess((EnvironmentName Environment, int Cells, int Attempts) one) =>
        one.Attempts * (one.Environment.IsNativeAot ? NativeAot : CoreClr) / Environment.ProcessorCount;
}
