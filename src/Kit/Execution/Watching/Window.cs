namespace Kit.Execution;

/// <summary>All threads of a child, and of what it forked, at one moment.</summary>
/// <param name="At">Seconds on the watcher's clock, which never jumps.</param>
public sealed record Sample(double At, IReadOnlyDictionary<int, ThreadSample> Threads)
{
    /// <summary>Takes one. The processes are the child and those that slots of its page name and that came out of it.</summary>
    public static Sample Take(double at, int child, PageView page)
    {
        var processes = page.Slots.Select(slot => slot.Pid).Distinct()
            .Where(pid => pid > 0 && pid != child && Proc.CameOutOf(pid, child)).Prepend(child);
        var threads = new Dictionary<int, ThreadSample>();
        foreach (var pid in processes)
        {
            foreach (var tid in Proc.Threads(pid))
            {
                if (Proc.Thread(pid, tid) is { } thread)
                    threads[tid] = thread;
            }
        }

        return new Sample(at, threads);
    }
}

/// <summary>A stretch of samples, and what each thread did in it. Pure: proofs are found in it without looking anew.</summary>
public sealed class Window
{
    readonly Dictionary<int, Behaviour> behaviours = [];

    public Window(IReadOnlyList<Sample> samples)
    {
        Samples = samples;
        if (samples.Count < 2)
            return;
        foreach (var tid in samples[^1].Threads.Keys)
        {
            var own = samples.Select(s => s.Threads.GetValueOrDefault(tid)).ToList();
            // A thread that is new, or whose number has passed to another process, has not stood still.
            var whole = own.All(s => s is not null && s.Pid == own[^1]!.Pid);
            behaviours[tid] = whole
                ? Behaviour.Of(own!, Seconds)
                : new(own[^1]!.Pid, tid, own[^1]!.Name, Rest.Unknown, own[^1]!.State, "", 0, 0);
        }
    }

    public IReadOnlyList<Sample> Samples { get; }

    public double Seconds => Samples.Count < 2 ? 0 : Samples[^1].At - Samples[0].At;

    public double Begins => Samples.Count == 0 ? double.MaxValue : Samples[0].At;

    /// <summary>What a thread did, or null when it is gone.</summary>
    public Behaviour? Of(int tid) => behaviours.GetValueOrDefault(tid);

    /// <summary>Every thread of a process that is there now.</summary>
    public IEnumerable<Behaviour> In(int pid) => behaviours.Values.Where(b => b.Pid == pid);

    public IEnumerable<int> Processes => behaviours.Values.Select(b => b.Pid).Distinct();
}
