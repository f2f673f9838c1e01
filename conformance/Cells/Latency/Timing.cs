// The child as a stop-watch: `latency FILE MODE CONDITION MILLISECONDS SUBJECT... [LIBRARY=FILE...]`, the last for libraries from
// outside the kit. A subject is "quantity key point", and
// so are the names of its series in FILE, with "managed" or "c" behind. MODE is batch, each, paced, fresh, hand, suspend, interrupt or count.
using System;
using System.Collections.Generic;
using System.Globalization;

namespace Kit.Cells.Latency;

static unsafe class Timing
{
    const long Bytes = 16L << 20; // of samples: what the longest mode needs, with room

    static readonly Dictionary<string, string> plugIns = new();

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
        int last = args.Length;
        for (; args[last - 1].IndexOf('=') is > 0 and int at; last--) // no subject has one
            plugIns[args[last - 1][..at]] = args[last - 1][(at + 1)..];
        string[] subjects = args[5..last];
        Neighbours.Begin(args[3]);
        switch (args[2])
        {
            case "batch":
                Batches.Run(subjects, milliseconds);
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

    public static Probe? Find(string subject)
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
            "in-library" => new LibraryProbe(plugIns.GetValueOrDefault(key[0], key[0]), key[3], point),
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
}
