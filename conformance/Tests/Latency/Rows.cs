using Kit.Latency;
using Kit.Tests.CommandLine;

namespace Kit.Tests.Latency;

/// <summary>Rows of latency that nobody measured.</summary>
internal static class Rows
{
    public const string Call = "each::safe::caller::c::empty", Unsafe = "each::unsafe::caller::c::empty";
    public const string Uco = "each::safe::caller::uco::empty", Fresh = "each::safe::pthread::uco::empty";

    public static LatencyRow Of(string quantity, string key, double ns, double c, int? point = null, string condition = "idle", double resolution = 0.1)
    {
        var q = Quantity.Named(quantity);
        var single = q.Stamped;
        return new LatencyRow(
            key, TheKit.Plain.ToString(), quantity, q.Axis, point, condition, q.Unit, "defined", "a-rule", ".NET 10.0.0", "a machine", true, 600, 0.97,
            About(ns), About(c), About(c > 0 ? ns / c : 0), About(ns - c), resolution, Math.Abs(ns - c) < resolution ? ["no-difference"] : [],
            [new ProcessRounds([ns], [c])], single ? Tail(ns) : null, single ? Tail(c) : null,
            single ? new Stalls(100, 98, 1, 7, 1, 500) : null, single ? new Stalls(100, 0, 1, 7, 92, 0) : null);
    }

    /// <summary>One of everything that a picture or the verdict speaks of.</summary>
    public static IReadOnlyList<LatencyRow> All { get; } =
    [
        Of("call-in-loop", Call, 2.5, 1.7), Of("call-in-loop", Unsafe, 1.7, 1.7),
        Of("call-per-method", Call, 5.7, 2.2), Of("call-per-method", Unsafe, 2.2, 2.2),
        Of("callback", Uco, 8, 2), Of("callback", "each::safe::caller::delegate::empty", 9, 2),
        Of("round-trip", Uco, 12, 3),
        Of("in-library", "sqlite::safe::caller::uco::empty", 640, 630, resolution: 20), Of("in-library", "sort::safe::caller::uco::empty", 15, 7),
        Of("callback-each", Uco, 10, 10), Of("callback-each", Uco, 20, 10, condition: "collecting"),
        Of("thread-first", Fresh, 9_000, 20), Of("thread-end", Fresh, 30_000, 11_000),
        Of("hand-over-event", "each::safe::worker::uco::empty", 12_000, 4_000, resolution: 500), Of("hand-over-task", "each::safe::worker::uco::empty", 16_000, 4_000),
        .. new[] { 1, 10, 100, 1000, 10_000 }.SelectMany(us => new[]
        {
            Of("suspension-collector", "each::safe::caller::c::spin", 61_000, 60_000, us, resolution: 9_000),
            Of("suspension-collector", "each::unsafe::caller::c::spin", 60_000 + us * 500, 60_000, us, resolution: 9_000),
            Of("suspension-bystander", "each::unsafe::caller::c::spin", 90_000 + us * 700, 90_000, us, resolution: 9_000),
        }),
        Of("interruptions-nanosleep", "each::unsafe::caller::c::sleep", 36, 0, 10_000),
        Of("add-int-32", Call, 2.4, 1.6), Of("pcap-loop", "pcap::safe::caller::uco::empty", 70, 58, resolution: 12),
        Of("pcap-next-ex", "pcap::safe::caller::c::empty", 79, 63, resolution: 12), Of("gl-call", "egl::safe::caller::c::empty", 11, 3),
    ];

    private static Estimate About(double value) => new(value, value * 0.95, value * 1.05);

    private static Distribution Tail(double ns) =>
        new(600, null, [.. new[] { 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 100 }.Select((p, i) => new Quantile(p, ns * Math.Pow(3, i)))]);
}
