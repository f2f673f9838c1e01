using HdrHistogram;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Latency;

/// <summary>Makes rows of what the processes measured. Each process gives one value, the median of its rounds; what is told
/// is the median of those, as two processes of one binary may differ by more than all the rounds of one.</summary>
public sealed class Fold(KitContext context, EnvironmentName environment, bool quick)
{
    /// <summary>In a histogram, which keeps three digits: of a nanosecond that is enough, and 8 ns would else be 8 or 9.</summary>
    private const double PerNs = 1000;

    private const long LongestNs = 60_000_000_000;
    private const int SlowestLookedAt = 100, SlowWords = 6;

    private static readonly double[] Percents = [50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 100];

    public IReadOnlyList<LatencyRow> Rows(LatencyPlan plan, IReadOnlyList<Sat> done) =>
    [
        .. from subject in plan.Subjects
           from sittings in done.Where(s => s.Sitting.Subjects.Contains(subject)).GroupBy(s => s.Sitting.Condition)
           select Row(subject, sittings.Key, [.. sittings.Select(s => s.Samples)]),
    ];

    private LatencyRow Row(Subject subject, string condition, IReadOnlyList<SampleFile> files)
    {
        var processes = files.Select(f => new ProcessRounds(Rounds(f, subject, "managed"), Rounds(f, subject, "c"))).ToList();
        List<double> values = [.. processes.Select(p => Median.Of(p.Value))], twins = [.. processes.Select(p => Median.Of(p.Twin))];
        var (value, confidence) = Statistics.MedianOf(values);
        var twin = Statistics.MedianOf(twins).Estimate;
        var ratio = Statistics.MedianOf([.. values.Zip(twins, (v, t) => t > 0 ? v / t : double.NaN)]).Estimate;
        var difference = Statistics.MedianOf([.. values.Zip(twins, (v, t) => v - t)]).Estimate;
        var single = subject.Quantity.Stamped;
        var resolution = Resolution(processes, single ? files.Max(f => f.Ns(f.Step)) : 0);
        var rule = context.Rulebook.For(subject.Key, environment);
        var paced = subject.Quantity.Mode == "paced";
        return new LatencyRow(
            subject.Key.ToString(), environment.ToString(), subject.Quantity.Name, subject.Quantity.Axis,
            subject.Quantity.Axis is null ? null : subject.Point, condition, subject.Quantity.Unit, rule.Promise.Word(), rule.Id,
            context.Axes(environment, []).Runtime, $"{Machine.This.Cpu}, {Machine.This.Cores} cores, {Machine.This.Kernel}", quick,
            Operations(files, subject), Math.Round(confidence, 4), Rounded(value), Rounded(twin), Rounded(ratio), Rounded(difference),
            Round(resolution), Warning.Of(subject, files, processes, confidence, resolution, value), 
            single ? [.. values.Zip(twins, (v, t) => new ProcessRounds([Round(v)], [Round(t)]))]
                : [.. processes.Select(p => new ProcessRounds([.. p.Value.Select(Round)], [.. p.Twin.Select(Round)]))],
            single ? DistributionOf(files, subject, "managed", paced) : null,
            single ? DistributionOf(files, subject, "c", paced) : null,
            subject.Quantity.Mode is "each" or "paced" ? StallsOf(files, subject, "managed") : null,
            subject.Quantity.Mode is "each" or "paced" ? StallsOf(files, subject, "c") : null);
    }

    private static List<double> Rounds(SampleFile file, Subject subject, string side) => subject.Quantity.Unit != "ns"
        ? [.. file.Named($"{subject.Words} {side}", SeriesKind.Numbers).Select(s => (double)s.Values[0] / s.Operations)]
        : !subject.Quantity.Stamped
        ? [.. file.Named($"{subject.Words} {side}", SeriesKind.Batch).Select(s => file.Ns(s.Values[0]) / s.Operations)]
        : [.. file.Named($"{subject.Words} {side}", SeriesKind.Each).SelectMany(s => s.Values).Select(t => Callback(file, t))];

    private static double Callback(SampleFile file, long ticks) => Math.Max(0, file.Ns(ticks - file.StampCost));

    private static long Operations(IReadOnlyList<SampleFile> files, Subject subject) => files.Sum(f =>
        f.Named($"{subject.Words} managed", SeriesKind.Batch).Sum(s => s.Operations)
        + f.Named($"{subject.Words} managed", SeriesKind.Numbers).Sum(s => s.Operations)
        + f.Named($"{subject.Words} managed", SeriesKind.Each).Sum(s => (long)s.Values.Count));

    /// <summary>What C differs by from itself: half the spread of the twin's own medians over the processes, and never less
    /// than what the clock shows. A difference below it is none.</summary>
    private static double Resolution(IReadOnlyList<ProcessRounds> processes, double step)
    {
        var twins = processes.Select(p => Median.Of(p.Twin)).Order().ToList();
        return Math.Max((twins[^1] - twins[0]) / 2, step);
    }

    // A pause that lasts through many callbacks that were due shows as one in what was made; the histogram adds the others.
    private static Distribution DistributionOf(IReadOnlyList<SampleFile> files, Subject subject, string side, bool paced)
    {
        var histogram = new LongHistogram(1, (long)(LongestNs * PerNs), 3);
        long n = 0, gap = 0;
        foreach (var file in files)
        {
            foreach (var series in file.Named($"{subject.Words} {side}", SeriesKind.Each))
            {
                gap = series.Operations;
                n += series.Values.Count;
                foreach (var ticks in series.Values)
                {
                    var value = Math.Clamp((long)(Callback(file, ticks) * PerNs), 0, (long)(LongestNs * PerNs));
                    if (paced)
                    {
                        histogram.RecordValueWithExpectedInterval(value, (long)(gap * PerNs));
                    }
                    else
                    {
                        histogram.RecordValue(value);
                    }
                }
            }
        }

        return new Distribution(
            n, paced ? gap : null, [.. Percents.Select(p => new Quantile(p, Round(histogram.GetValueAtPercentile(p) / PerNs)))]);
    }

    // They follow each other in time: only the last that began before the stall's end can reach into it.
    private static bool Overlaps(List<long[]> collections, long start, long end)
    {
        int low = 0, high = collections.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = collections[middle][0] < end ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && collections[low - 1][1] > start;
    }

    private static Stalls StallsOf(IReadOnlyList<SampleFile> files, Subject subject, string side)
    {
        var name = $"{subject.Words} {side}";
        var slow = new List<(long Ns, bool Collection, bool Fault, bool Switch)>();
        var pauses = 0;
        foreach (var file in files)
        {
            var collections = file.Named(name, SeriesKind.Collections).SelectMany(s => s.Values.Chunk(3)).ToList();
            pauses += collections.Count;
            slow.AddRange(file.Named(name, SeriesKind.Slow).SelectMany(s => s.Values.Chunk(SlowWords)).Select(w => (
                (long)file.Ns(w[1]), Overlaps(collections, w[0], w[0] + w[1]), w[2] + w[3] > 0, w[4] + w[5] > 0)));
        }

        var slowest = slow.OrderByDescending(s => s.Ns).Take(SlowestLookedAt).ToList();
        return new Stalls(
            slowest.Count, slowest.Count(s => s.Collection), slowest.Count(s => s.Fault), slowest.Count(s => s.Switch),
            slowest.Count(s => !s.Collection && !s.Fault && !s.Switch), pauses);
    }

    private static Estimate Rounded(Estimate e) => new(Round(e.Median), Round(e.Low), Round(e.High));

    // JSON has no NaN: a twin that is below the clock's step has no ratio, and 0 stands for it.
    private static double Round(double value) => double.IsFinite(value) ? Math.Round(value, 3) : 0;
}
