using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kit.Execution;

namespace Kit.Latency;

/// <summary>What the values of a series are; enum kit_series_kind of sample.h.</summary>
public enum SeriesKind { Batch, Each, Slow, Collections, Numbers }

/// <summary>Values of one name and kind.</summary>
public sealed record SampleSeries(string Name, SeriesKind Kind, int Round, long Operations, IReadOnlyList<long> Values);

/// <summary>What a child's sampler left: native/callbacks/sample.h.</summary>
public sealed class SampleFile
{
    private const uint Magic = 0x504d534b;
    private const int Version = 2, HeaderBytes = 4096, SeriesBytes = 128, NameBytes = 104;

    private SampleFile(double ticksPerNs, double drift, long stampCost, long step, bool counter, double slowdown, IReadOnlyList<SampleSeries> series)
    {
        TicksPerNs = ticksPerNs;
        Drift = drift;
        StampCost = stampCost;
        Step = step;
        Counter = counter;
        Slowdown = slowdown;
        Series = series;
    }

    public double TicksPerNs { get; }

    /// <summary>By how much the clock's rate at the beginning was off that of the whole run, as a ratio minus 1.</summary>
    public double Drift { get; }

    /// <summary>In ticks: what stands in every single duration and is none of the callback's.</summary>
    public long StampCost { get; }

    /// <summary>In ticks: the smallest difference that the clock shows.</summary>
    public long Step { get; }

    /// <summary>It is the processor's counter, not clock_gettime.</summary>
    public bool Counter { get; }

    /// <summary>How long the same work took at the end, by how long it took at the beginning: not 1 when the core's frequency changed.</summary>
    public double Slowdown { get; }

    public IReadOnlyList<SampleSeries> Series { get; }

    public double Ns(double ticks) => ticks / TicksPerNs;

    public IEnumerable<SampleSeries> Named(string name, SeriesKind kind) => Series.Where(s => s.Kind == kind && s.Name == name);

    /// <exception cref="BrokenKitException">It is not whole: the child's sampler did not come to its end.</exception>
    public static SampleFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes || BitConverter.ToUInt32(bytes) != Magic || BitConverter.ToUInt32(bytes, 4) != Version
            || BitConverter.ToInt32(bytes, 28) != 1)
        {
            throw new BrokenKitException($"{path} is not a whole file of samples: the child that wrote it did not finish");
        }

        var used = BitConverter.ToInt64(bytes, 16);
        var series = new List<SampleSeries>();
        for (long at = HeaderBytes; at < used;)
        {
            var head = bytes.AsSpan((int)at, SeriesBytes);
            var count = BinaryPrimitives.ReadInt64LittleEndian(head[120..]);
            series.Add(new SampleSeries(
                Encoding.ASCII.GetString(head[..NameBytes]).TrimEnd('\0'),
                (SeriesKind)BinaryPrimitives.ReadInt32LittleEndian(head[104..]),
                BinaryPrimitives.ReadInt32LittleEndian(head[108..]),
                BinaryPrimitives.ReadInt64LittleEndian(head[112..]),
                MemoryMarshal.Cast<byte, long>(bytes.AsSpan((int)at + SeriesBytes, (int)count * 8)).ToArray()));
            at += SeriesBytes + count * 8;
        }

        return new SampleFile(
            BitConverter.ToDouble(bytes, 32), BitConverter.ToDouble(bytes, 40), BitConverter.ToInt64(bytes, 48),
            BitConverter.ToInt64(bytes, 56), BitConverter.ToInt32(bytes, 24) == 1,
            BitConverter.ToInt64(bytes, 72) / Math.Max(1.0, BitConverter.ToInt64(bytes, 64)), series);
    }
}
