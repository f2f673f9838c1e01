// What is timed in batches, each beside its twin, once nothing is compiled any more.
using System;
using System.Runtime.CompilerServices;

namespace Kit.Cells.Latency;

static unsafe class Batches
{
    const int Most = 200, Fewest = 3; // rounds

    /// <summary>How often they may begin anew.</summary>
    public const int Again = 5;

    const long BatchNs = 200_000;

    // A round is one batch of each subject and of its twin, one right after the other, and who is first changes: what
    // drifts meanwhile meets both alike. All that runs while the clock does is compiled fully at once. Rounds in which
    // something was compiled all the same are thrown away with all before them, as a mean of two codes is nobody's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(string[] subjects, long milliseconds)
    {
        CallProbe.Prepare();
        var probes = new Probe[subjects.Length];
        for (int i = 0; i < probes.Length; i++)
        {
            Probe? probe = Timing.Find(subjects[i]);
            if (probe == null)
                Cell.Say(Token.Broken, "there is no subject " + subjects[i]);
            if (probe == null || Cell.Page->Token != Token.None)
                return;
            probes[i] = probe;
        }
        double rate = Sampler.Rate();
        var sizes = new long[probes.Length];
        for (int i = 0; i < probes.Length; i++)
            sizes[i] = Size(probes[i]);
        // Half as long as it is timed, and 50 ms at the most: caches are warm then, and allocators have what they need.
        long warm = (long)(Math.Clamp(milliseconds * 500_000 / probes.Length, 5_000_000, 50_000_000) * rate);
        Settle(probes, sizes, warm);
        for (int i = 0; i < probes.Length; i++)
            sizes[i] = Size(probes[i]);
        long mark = Sampler.Mark(), until = Sampler.Ticks() + (long)(milliseconds * 1e6 * rate), compiled = Settled.Compiled();
        for (int rounds = 0, again = 0; rounds < Fewest || (Sampler.Ticks() < until && rounds < Most); rounds++)
        {
            for (int i = 0; i < probes.Length; i++)
                Round(subjects[i], probes[i], sizes[i], rounds);
            if (again < Again && Settled.Compiled() != compiled)
            {
                compiled = Settled.Compiled();
                Sampler.Rewind(mark);
                rounds = -1;
                again++;
            }
        }
        Sampler.Note("compiled-meanwhile", Series.Numbers, 0, 1, Settled.Compiled() - compiled);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Round(string? subject, Probe probe, long size, int round)
    {
        long managed, twin;
        if (round % 2 == 0)
        {
            managed = probe.Managed(size);
            twin = probe.Twin(size);
        }
        else
        {
            twin = probe.Twin(size);
            managed = probe.Managed(size);
        }
        if (subject == null)
            return;
        Sampler.Note(subject + " managed", Series.Batch, round, probe.OperationsOf(size), managed);
        Sampler.Note(subject + " c", Series.Batch, round, probe.OperationsOf(size), twin);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long Size(Probe probe)
    {
        double wanted = BatchNs * Sampler.Rate();
        for (long n = 1; ; n *= 4)
            if (probe.Managed(n) > wanted / 4 || n > 1 << 24)
                return n;
    }

    /// <summary>Runs everything until it has settled: <see cref="Settled"/>.</summary>
    /// <param name="budget">In ticks, of each subject.</param>
    static void Settle(Probe[] probes, long[] sizes, long budget)
    {
        long mark = Sampler.Mark();
        var spent = new long[probes.Length];
        Settled.Wait([MethodImpl(MethodImplOptions.AggressiveOptimization)] (times) =>
        {
            for (int i = 0; i < probes.Length; i++)
            {
                // Who has had its time is called for nothing: that too is a call of its loop, and what is in the loop of a
                // library that takes so long has run thousands of times.
                long size = times == 0 || spent[i] < budget ? Math.Min(64, sizes[i]) : 0, start = Sampler.Ticks();
                Round(i < 2 ? "warm-up" : null, probes[i], size, times); // what notes is compiled too, and not while the clock runs
                probes[i].OperationsOf(size);
                spent[i] += Sampler.Ticks() - start;
            }
            Sampler.Rewind(mark);
        });
    }
}
