// The child as a stop-watch: `latency FILE MODE CONDITION MILLISECONDS SUBJECT...`. A subject is "quantity key point", and
// so are the names of its series in FILE, with "managed" or "c" behind. MODE is batch, each, paced, fresh, hand, suspend, interrupt or count.
using System;
using System.Globalization;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Kit.Cells.Latency;

static unsafe class Timing
{
    const long Bytes = 12L << 20; // of samples: what the longest mode needs, with room
    const int WarmUps = 40;       // calls of a method that is to be compiled for good: 30 make it a candidate
    const long BatchTicksNs = 200_000, WarmUpNs = 50_000_000;

    public static int Run(string[] args)
    {
        Cell.Claim("caller")->Wait(Waits.Timed, -1); // the page stands still for as long as a clock runs: that is no stall
        if (args.Length < 6 || !long.TryParse(args[4], NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds))
        {
            Cell.Say(Token.Broken, "usage: latency FILE MODE CONDITION MILLISECONDS SUBJECT...");
            return 2;
        }
        if (!Sampler.Open(args[1], Bytes))
        {
            Cell.Say(Token.Broken, "there is no room for the samples");
            return 3;
        }
        string[] subjects = args[5..];
        Neighbours.Begin(args[3]);
        switch (args[2])
        {
            case "batch":
                Batches(subjects, milliseconds);
                break;
            case "each":
                Stamps.Run(subjects, milliseconds, 0);
                break;
            case "paced":
                Stamps.Run(subjects, milliseconds, Stamps.Gap);
                break;
            case "fresh":
                Stamps.Fresh(subjects, milliseconds);
                break;
            case "hand":
                HandOver.Run(subjects, milliseconds);
                break;
            case "suspend":
                Suspension.Run(subjects, milliseconds);
                break;
            case "interrupt":
                Interruptions.Run(subjects, milliseconds);
                break;
            case "count":
                Count(subjects, args[3], milliseconds);
                break;
            default:
                Cell.Say(Token.Broken, "there is no mode " + args[2]);
                return 2;
        }
        Sampler.Close();
        Cell.Say(Token.Right, "");
        Cell.Page->Stage = Stage.Exiting;
        return 0;
    }

    static Probe? Find(string subject)
    {
        string[] words = subject.Split(' ');
        string[] key = words[1].Split("::");
        int point = int.Parse(words[2], CultureInfo.InvariantCulture);
        return words[0] switch
        {
            "call-in-loop" => CallProbe.Of(key[1], false),
            "call-per-method" => CallProbe.Of(key[1], true),
            "callback" => new LoopProbe(key[3]),
            "round-trip" => new RoundTripProbe(key[1], key[3]),
            "nested" => new NestProbe(key[3], point),
            "threads" => new ThreadsProbe(key[3], point),
            "in-library" => new LibraryProbe(key[0], key[3]),
            "pcap-loop" or "pcap-next-ex" => new PcapProbe(key[3], point),
            "gl-call" => new FrameProbe(),
            "add-int-32" or "one-pointer-32" or "eight-pointers-32" or "eight-pointers-nil-32"
                or "eight-pointers-array-32" or "eight-pointers-slice-32" => new SeedProbe(words[0]),
            _ => null,
        };
    }

    // For whoever counts instructions from outside: so many operations of one side and nothing that depends on time. What
    // another number of them takes less is what the operations took.
    static void Count(string[] subjects, string side, long operations)
    {
        CallProbe.Prepare();
        Probe? probe = Find(subjects[0]);
        if (probe == null)
            Cell.Say(Token.Broken, "there is no subject " + subjects[0]);
        else if (side == "c")
            probe.Twin(operations);
        else
            probe.Managed(operations);
    }

    // A round is one batch of each subject and of its twin, one right after the other, and who is first changes: what
    // drifts meanwhile meets both alike. All that runs while the clock does is compiled fully at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Batches(string[] subjects, long milliseconds)
    {
        CallProbe.Prepare();
        var probes = new Probe[subjects.Length];
        for (int i = 0; i < probes.Length; i++)
        {
            Probe? probe = Find(subjects[i]);
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
        long compiled = Settle(probes, sizes, (long)(WarmUpNs * rate));
        for (int i = 0; i < probes.Length; i++)
            sizes[i] = Size(probes[i]);
        long until = Sampler.Ticks() + (long)(milliseconds * 1e6 * rate);
        int rounds = 0;
        for (; rounds < 3 || (Sampler.Ticks() < until && rounds < 200); rounds++)
            for (int i = 0; i < probes.Length; i++)
                Round(subjects[i], probes[i], sizes[i], rounds);
        Sampler.Note("compiled-meanwhile", Series.Numbers, 0, 1, JitInfo.GetCompiledMethodCount() - compiled);
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
        double wanted = BatchTicksNs * Sampler.Rate();
        for (long n = 1; ; n *= 4)
            if (probe.Managed(n) > wanted / 4 || n > 1 << 24)
                return n;
    }

    /// <summary>Runs everything until nothing has been compiled for a while: what is timed then is the code that stays.
    /// The runtime compiles for good 100 ms after the last new method, ten times that on one processor
    /// (TC_BackgroundWorkerTimeoutMs and TC_DelaySingleProcMultiplier, clrconfignames.h). The count of methods then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static long Settle(Probe[] probes, long[] sizes, long budget)
    {
        int quiet = Environment.ProcessorCount == 1 ? 2500 : 300;
        long compiled = -1, since = Environment.TickCount64, limit = since + 20L * quiet;
        var spent = new long[probes.Length];
        for (int times = 0; times < WarmUps || Environment.TickCount64 - since < quiet; times++)
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
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled)
                (compiled, since) = (now, Environment.TickCount64);
            if (Environment.TickCount64 > limit)
                break; // compiled-meanwhile will tell
            if (times >= WarmUps)
                Thread.Sleep(1); // the compiler's turn; each subject runs on, as calls count only 100 ms after the last new method
        }
        return JitInfo.GetCompiledMethodCount();
    }
}
