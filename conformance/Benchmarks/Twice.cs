using System.Globalization;
using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Benchmarks;

/// <summary>Whether `latency --quick` says the same when it is run twice, within 5 % of the ratios, or says that it cannot tell.</summary>
internal static class Twice
{
    private const double Tolerance = 0.05;

    /// <summary>Answers 1 when a ratio is said to have changed, though nothing has.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> selectors)
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        var environment = Reproduce.DefaultEnvironment;
        var plan = LatencyPlan.For(context, environment, [.. selectors.Select(Selector.Parse)], [], quick: true);
        var (first, second) = (await RowsAsync(), await RowsAsync());
        var all = Comparison.Of(first, second, Tolerance);
        foreach (var one in all.OrderByDescending(c => Math.Abs(Math.Log(c.Factor?.Median ?? 1))))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Shift,-12} x {one.Factor?.Median,-8:0.000} {one.After.Subject}"));
        }

        var wrong = all.Count(c => c.Shift is Shift.Faster or Shift.Slower);
        Console.WriteLine(
            $"Of {all.Count} ratios {all.Count(c => c.Shift == Shift.Same)} are the same within {Tolerance * 100:0} %, of " +
            $"{all.Count(c => c.Shift == Shift.CannotTell)} it cannot tell, {wrong} are said to have changed.");
        return wrong == 0 ? 0 : 1;

        async Task<IReadOnlyList<LatencyRow>> RowsAsync() => new Fold(context, environment, quick: true)
            .Rows(plan, await new LatencyRun(context, environment, plan, []).RunAsync((_, _) => { }, CancellationToken.None));
    }
}
