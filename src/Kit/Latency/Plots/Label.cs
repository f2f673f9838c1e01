using Kit.Matrix;

namespace Kit.Latency.Plots;

/// <summary>A row's name in a picture: the quantity, and of the key what the picture's rows differ in.</summary>
internal static class Label
{
    public static string Of(LatencyRow row)
    {
        var key = Key.Parse(row.Key);
        var entry = key.Entry == "c" ? "" : $" {key.Entry}";
        return row.Quantity switch
        {
            "in-library" => $"{key.Library}{entry}",
            "call-in-loop" or "call-per-method" or "round-trip" => $"{row.Quantity} {key.Call}{entry}",
            _ => $"{row.Quantity}{entry}{(row.Point is { } point ? $" {point}" : "")}",
        };
    }
}
