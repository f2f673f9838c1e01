namespace Kit.Latency.Plots;

/// <summary>A picture of rows, an SVG file beside the page.</summary>
/// <param name="File">Its name.</param>
/// <param name="Before">The quantity whose part of the page it stands above.</param>
/// <param name="Alt">What it shows, for who does not see it.</param>
public sealed record Picture(string File, string Before, string Alt, string Svg)
{
    /// <summary>What all their names match.</summary>
    public const string Files = "latency-*.svg";

    private static readonly string[] Costs = ["call-in-loop", "call-per-method", "callback", "round-trip"];
    private static readonly string[] Fresh = ["thread-whole", "thread-start", "thread-first", "thread-second", "thread-end"];

    /// <summary>All that these rows have something for. The same rows give the same bytes.</summary>
    public static IReadOnlyList<Picture> All(IReadOnlyList<LatencyRow> rows)
    {
        var pictures = new List<Picture>();
        Add("latency-costs.svg", "A call, a callback and a round trip", [.. Costs.SelectMany(Of)], Bars.Draw);
        Add("latency-seed.svg", "What is passed, and who asks whom", [.. Quantity.All.Where(q => q.Table).SelectMany(q => Of(q.Name))], Dots.Draw);
        Add("latency-threads.svg", "A fresh foreign thread, and handing over to a waiting one",
            [.. Fresh.SelectMany(Of), .. Quantity.All.Where(q => q.Mode == "hand").SelectMany(q => Of(q.Name))], Bars.Draw);
        Add("latency-libraries.svg", "A callback in a library, with all that it does between two",
            [.. Of("in-library").GroupBy(r => Matrix.Key.Parse(r.Key).Library).OrderBy(l => l.First().Value.Median).SelectMany(l => l)], Dots.Draw);
        foreach (var tails in rows.Where(r => r.Quantity is "callback-each" or "callback-paced").GroupBy(r => (r.Quantity, r.Key)))
        {
            var entry = Matrix.Key.Parse(tails.Key.Key).Entry;
            Add($"latency-{tails.Key.Quantity}-{entry}.svg", $"The tail of {tails.Key.Quantity}, {entry}", [.. tails], Tails.Draw);
        }

        Add("latency-suspension.svg", "What a call of so long costs the others",
            [.. rows.Where(r => Quantity.Named(r.Quantity).Mode == "suspend")], Curves.Draw);
        return pictures;

        IEnumerable<LatencyRow> Of(string quantity) => rows.Where(r => r.Quantity == quantity);

        void Add(string file, string title, IReadOnlyList<LatencyRow> shown, Func<string, string, IReadOnlyList<LatencyRow>, string> draw)
        {
            if (shown.Count > 0)
            {
                var alt = $"{title}: {shown.Count} rows, each beside its twin in C. The numbers stand in the tables.";
                pictures.Add(new Picture(file, shown[0].Quantity, alt, draw(title, alt, shown)));
            }
        }
    }
}
