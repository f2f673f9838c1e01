namespace Kit.Execution;

/// <summary>What a thread did over a stretch of samples.</summary>
public enum Rest
{
    /// <summary>None of the below for certain: it is new, it moved, it wanted a core and got none, it was stopped.</summary>
    Unknown,

    /// <summary>Slept all the time in one and the same futex wait without a time limit.</summary>
    Asleep,

    /// <summary>The same, and no other process could wake it.</summary>
    AsleepInside,

    /// <summary>Slept all the time, waiting for a process to end.</summary>
    AsleepForProcess,

    /// <summary>Slept all the time, waiting for something from outside.</summary>
    AsleepOutside,

    /// <summary>Slept all the time in a wait that ends by itself.</summary>
    AsleepTimed,

    /// <summary>Slept in waits that end by themselves, looked, and slept again, more than once.</summary>
    Looking,

    /// <summary>Signals wake it again and again, and each time it goes back to the same wait without a time limit.</summary>
    Interrupted,

    /// <summary>Looks, sleeps a moment, looks again.</summary>
    Polling,

    /// <summary>Ran, or wanted to, nearly all the time.</summary>
    Busy,

    /// <summary>Had ended before the first sample; its process has not (a main thread that called pthread_exit).</summary>
    Ended,
}

/// <summary>A thread over a stretch of samples: the facts of /proc that go into the evidence.</summary>
/// <param name="CpuShare">Of one core.</param>
public sealed record Behaviour(
    int Pid,
    int Tid,
    string Name,
    Rest Rest,
    char State,
    string SystemCall,
    double SwitchesPerSecond,
    double CpuShare)
{
    /// <summary>Asleep, and nothing but another thread can wake it.</summary>
    public bool IsAsleep => Rest is Rest.Asleep or Rest.AsleepInside;

    /// <summary>
    /// From here on a thread is busy. With all cores loaded a thread that never stops gets half a core or less, but the
    /// time it stands in the queue for one counts too.
    /// </summary>
    public const double BusyShare = 0.9;

    /// <summary>A suspension polls some thousand times a second on an idle machine, far less often on a loaded one.</summary>
    public const double PollsPerSecond = 20;

    /// <summary>The samples are one thread's, oldest first, taken over <paramref name="seconds"/>.</summary>
    public static Behaviour Of(IReadOnlyList<ThreadSample> samples, double seconds)
    {
        var first = samples[0];
        var last = samples[^1];
        var switches = (last.Sleeps - first.Sleeps) / seconds;
        var cpu = (last.CpuNanoseconds - first.CpuNanoseconds) / (seconds * 1e9);
        var wanted = cpu + ((last.QueuedNanoseconds - first.QueuedNanoseconds) / (seconds * 1e9));
        var rest = RestOf(samples, switches, cpu, wanted);
        // A thread that is woken all the time is on a processor in some samples: show the wait it goes back to.
        var shown = samples.LastOrDefault(s => s.SystemCall.Shape is not (WaitShape.Running or WaitShape.Unknown)) ?? last;
        return new Behaviour(last.Pid, last.Tid, last.Name, rest, shown.State, shown.SystemCall.ToString(), switches, cpu);
    }

    static Rest RestOf(IReadOnlyList<ThreadSample> samples, double switches, double cpu, double wanted)
    {
        var first = samples[0];
        if (samples.Any(s => s.State is not ('S' or 'R' or 'D')))
            return samples.All(s => s.State == 'Z') ? Rest.Ended : Rest.Unknown;
        if (samples[^1].Sleeps == first.Sleeps && samples.All(s => s.State == 'S' && s.SystemCall == first.SystemCall))
        {
            return first.SystemCall.Shape switch
            {
                WaitShape.Untimed => Rest.Asleep,
                WaitShape.UntimedPrivate => Rest.AsleepInside,
                WaitShape.Process => Rest.AsleepForProcess,
                WaitShape.Outside => Rest.AsleepOutside,
                WaitShape.Timed => Rest.AsleepTimed,
                _ => Rest.Unknown,
            };
        }

        if (switches < PollsPerSecond)
        {
            return wanted >= BusyShare ? Rest.Busy
                : samples[^1].Sleeps - first.Sleeps >= 2 && samples.All(s => s.State == 'S' && s.SystemCall.Shape == WaitShape.Timed)
                    ? Rest.Looking : Rest.Unknown;
        }

        if (cpu >= BusyShare || !KeepsSleeping(samples))
            return Rest.Unknown;
        var waits = samples.Select(s => s.SystemCall)
            .Where(c => c.IsReadable && c.Shape is not (WaitShape.Running or WaitShape.Unknown)).Distinct().ToList();
        var same = waits.Count == 1 && waits[0].Shape is WaitShape.Untimed or WaitShape.UntimedPrivate;
        if (same)
            return samples.Count(s => s.SystemCall == waits[0]) >= 2 ? Rest.Interrupted : Rest.Unknown;
        return waits.Any(c => c.Shape is not WaitShape.Timed) ? Rest.Unknown : Rest.Polling;
    }

    /// <summary>It went to sleep between nearly every two samples, so no stretch of work or of waiting for a core is in it.</summary>
    static bool KeepsSleeping(IReadOnlyList<ThreadSample> samples)
    {
        var moved = 0;
        for (var i = 1; i < samples.Count; i++)
            moved += samples[i].Sleeps > samples[i - 1].Sleeps ? 1 : 0;
        return moved * 4 >= (samples.Count - 1) * 3;
    }
}
