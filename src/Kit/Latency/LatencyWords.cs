using System.Globalization;
using Kit.Matrix;

namespace Kit.Latency;

/// <summary>The verdict in a paragraph: what a callback costs, what dominates, what to do. Every number is a row's, and
/// nothing below what was resolved is called a difference.</summary>
public sealed class LatencyWords
{
    /// <summary>Below this share of its own time nobody notices what a call costs on top.</summary>
    private const double Noticed = 0.1;

    private readonly IReadOnlyList<LatencyRow> rows;
    private readonly List<string> words = [];

    private LatencyWords(IReadOnlyList<LatencyRow> rows) => this.rows = rows;

    public static string Of(IReadOnlyList<LatencyRow> rows)
    {
        var verdict = new LatencyWords(rows);
        verdict.Callback();
        verdict.Attaching();
        verdict.HandingOver();
        verdict.Unsafe();
        verdict.Batching();
        verdict.ManyCalls();
        verdict.Suspension();
        verdict.Libraries();
        verdict.Tail();
        return verdict.words.Count > 0 ? string.Join(' ', verdict.words) : "Too little was selected for a verdict in words.";
    }

    /// <summary>What these rows lack of the full set: by choice, and because the time was over. Empty when nothing.</summary>
    public static string LeftOut(IReadOnlyList<LatencyRow> rows)
    {
        var few = rows.Count(r => r.Warnings.Contains("few-processes"));
        return string.Join(' ', new[]
        {
            rows.Any(r => r.Quick) ? LatencyPlan.LeftOut : "",
            few > 0 ? $"The time was over: {few} of {rows.Count} rows have fewer processes than they should." : "",
        }.Where(s => s.Length > 0));
    }

    private void Callback()
    {
        if (Find("callback", "each::safe::caller::uco::empty") is not { } callback)
        {
            return;
        }

        Say($"A callback through UnmanagedCallersOnly costs {One(callback.Value.Median)} ns, {One(callback.Ratio.Median)} times a callback in C.");
        if (Find("callback", "each::safe::caller::delegate::empty") is { } door)
        {
            Say(Resolved(door, callback) ? $"Through a delegate it is {One(door.Value.Median)} ns." : "Through a delegate it is the same, as far as could be resolved.");
        }

        if (Find("round-trip", "each::safe::caller::uco::empty") is { } trip)
        {
            Say($"What dominates is the border, crossed twice: a round trip takes {One(trip.Value.Median)} ns, and the same in C {One(trip.Twin.Median)} ns.");
        }
    }

    private void Attaching()
    {
        if (Find("callback", "each::safe::caller::uco::empty") is { } callback && Find("thread-first", "each::safe::pthread::uco::empty") is { } first
            && Find("thread-end", "each::safe::pthread::uco::empty") is { } end)
        {
            var once = first.Difference.Median + end.Difference.Median;
            Say($"The first one on a fresh foreign thread costs {One(once / 1000)} us more than in C, of which {One(end.Difference.Median / 1000)} us " +
                $"when the thread ends: as much as {Whole(once / Math.Max(callback.Value.Median, 0.1))} callbacks. Keep foreign threads alive, so that they attach once.");
        }
    }

    private void HandingOver()
    {
        var ways = rows.Where(r => Quantity.Named(r.Quantity).Mode == "hand").ToList();
        if (ways.MinBy(r => r.Value.Median) is { } best && Find("callback", "each::safe::caller::uco::empty") is { } callback)
        {
            Say($"To wake a managed thread that waits takes {One(best.Value.Median / 1000)} us at best ({best.Quantity}), and {One(best.Twin.Median / 1000)} us from C to C: " +
                $"as much as {Whole(best.Value.Median / Math.Max(callback.Value.Median, 0.1))} callbacks. Do the work in the callback, or hand over many items at once.");
        }
    }

    private void Unsafe()
    {
        if (Find("call-per-method", "each::safe::caller::c::empty") is not { } safe || Find("call-per-method", "each::unsafe::caller::c::empty") is not { } quick)
        {
            return;
        }

        var saved = safe.Value.Median - quick.Value.Median;
        Say(saved > Math.Max(safe.ResolutionNs, quick.ResolutionNs)
            ? $"SuppressGCTransition saves {One(saved)} ns of {One(safe.Value.Median)} on a call that has its method to itself: worth it for functions that take " +
              $"less than some {saved / Noticed:0} ns, which then gain a tenth or more, and never for one that may call back, wait or take long."
            : "SuppressGCTransition saves nothing that could be resolved here.");
    }

    private void Batching()
    {
        if (Find("call-in-loop", "each::safe::caller::c::empty") is { } loop && Find("call-in-loop", "each::unsafe::caller::c::empty") is { } tight)
        {
            Say($"In a tight loop the two take {One(loop.Value.Median)} and {One(tight.Value.Median)} ns: the frame is set up once, and batching gets most of what the attribute would.");
        }
    }

    private void ManyCalls()
    {
        const double CallsOfAFrame = 10_000, FrameNs = 1e9 / 60;
        if (rows.FirstOrDefault(r => r.Quantity == "gl-call") is { } gl)
        {
            var managed = gl.Value.Median * CallsOfAFrame;
            Say($"A frame of 10,000 OpenGL calls takes {Time(managed)}, and {Time(gl.Twin.Median * CallsOfAFrame)} in C: " +
                $"{One(100 * gl.Difference.Median * CallsOfAFrame / FrameNs)} % of a frame at 60 Hz go to the border.");
        }

        if (rows.FirstOrDefault(r => r.Quantity == "pcap-next-ex") is { } asked && rows.FirstOrDefault(r => r.Quantity == "pcap-loop") is { } called)
        {
            Say($"To ask libpcap for a packet takes {Time(asked.Value.Median)}, and to be called back for one {Time(called.Value.Median)}" +
                (Resolved(asked, called) ? "." : ", which could not be told apart."));
        }
    }

    private void Suspension()
    {
        var curve = rows.Where(r => r.Quantity == "suspension-collector").ToList();
        if (curve.Where(r => Call(r) == "unsafe").MaxBy(r => r.Point) is not { } worst)
        {
            return;
        }

        Say($"An unsafe call that takes long stops everybody else: one of {Length(worst.Point!.Value)} held a collection up for {Time(worst.Difference.Median)} " +
            $"(one in a hundred: {Time(worst.Distribution!.At(99))})" +
            (curve.FirstOrDefault(r => Call(r) == "safe" && r.Point == worst.Point) is { } safe
                ? $", a safe one for {(safe.Difference.Median > safe.ResolutionNs ? Time(safe.Difference.Median) : "no time that could be resolved")}." : "."));
        var harmful = curve.Where(r => Call(r) == "unsafe" && r.Difference.Median > r.ResolutionNs).MinBy(r => r.Point);
        if (harmful is not null)
        {
            Say($"It shows from {Length(harmful.Point!.Value)} on.");
        }

        if (rows.Where(r => r.Quantity == "interruptions-nanosleep" && Call(r) == "unsafe").MaxBy(r => r.Point) is { } storm)
        {
            Say($"A sleep of {Length(storm.Point!.Value)} in such a call was interrupted {One(storm.Value.Median)} times (EINTR).");
        }
    }

    private void Libraries()
    {
        var libraries = rows.Where(r => r.Quantity == "in-library").ToList();
        var unseen = libraries.Count(r => r.Warnings.Contains("no-difference"));
        if (libraries.Count > 1 && unseen > 0)
        {
            Say($"In {unseen} of {libraries.Count} rows of libraries the difference to a callback in C could not be resolved: there the library's own work dominates.");
        }
    }

    private void Tail()
    {
        var tails = rows.Where(r => r is { Quantity: "callback-each", Distribution: not null } && r.Key.Contains("::uco::", StringComparison.Ordinal)).ToList();
        if (tails.MaxBy(r => r.Distribution!.At(99.99)) is { } worst)
        {
            Say($"The tail is not the callback's: p99.99 is worst when the machine is {worst.Condition}, {Time(worst.Distribution!.At(99.99))}, and " +
                $"{Time(worst.TwinDistribution!.At(99.99))} in the control in C; of the slowest {worst.Stalls!.Slowest} there {worst.Stalls.Collections} overlapped " +
                $"a collection and {worst.Stalls.Switches} a context switch.");
        }
    }

    private void Say(string sentence) => words.Add(sentence);

    private LatencyRow? Find(string quantity, string key) => rows.FirstOrDefault(r => r.Quantity == quantity && r.Key == key);

    private static bool Resolved(LatencyRow a, LatencyRow b) => Math.Abs(a.Value.Median - b.Value.Median) > Math.Max(a.ResolutionNs, b.ResolutionNs);

    private static string Call(LatencyRow row) => Key.Parse(row.Key).Call;

    private static string Length(int microseconds) => Plots.Sheet.Round(microseconds * 1000.0);

    private static string Time(double ns) => Plots.Sheet.Time(ns);

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"8.2", and without the fraction from 100 on.</summary>
    internal static string One(double value) => value.ToString(Math.Abs(value) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
