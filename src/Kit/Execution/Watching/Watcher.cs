using System.Diagnostics;

namespace Kit.Execution;

/// <summary>
/// Tells a child that is stuck from one that is slow, from outside: no managed thread of the child runs while a suspension
/// is stuck. While the page moves this costs one look at shared memory every 25 ms; /proc is asked only when a thread that
/// is amid something has stood still for a while.
/// </summary>
/// <param name="corroborate">Asks the runtime's own state about a proof, before the child is killed; see <see cref="Looks"/>.</param>
public sealed class Watcher(WatchTimes? times = null, Func<int, Cycle, Opinion>? corroborate = null)
{
    /// <summary>More samples than the longest window needs are no better.</summary>
    const int SamplesKept = 64;

    /// <summary>Of a child whose time was up, though it moved.</summary>
    const int SamplesTold = 10;

    readonly WatchTimes times = times ?? WatchTimes.Default;

    /// <summary>
    /// Watches until the child ends, is proved to be stuck, or has used up its time; in the last two cases kills it.
    /// </summary>
    /// <param name="ended">Completes when the child has ended; however it does, this only watches.</param>
    /// <param name="kill">Ends the child.</param>
    public async Task<Finding> WatchAsync(
        int pid, Page page, Task ended, Func<Task> kill, TimeSpan limit, CancellationToken cancel = default)
    {
        var watch = new Watch(pid, page, times);
        while (true)
        {
            await Task.WhenAny(ended, Task.Delay(times.Look, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (ended.IsCompleted)
                return new Finding(FindingKind.Ended, page.Read());
            if (watch.Look() is { } proof)
            {
                var finding = new Finding(
                    FindingKind.Deadlocked, page.Read(), proof, proof.Text, null, watch.StalledSeconds(proof));
                var opinion = corroborate?.Invoke(pid, proof);
                if (opinion is { NeedsTheChild: true })
                    await opinion.Value.Words.ConfigureAwait(false);
                // What moved after all while it was looked into was no proof.
                if (!watch.StillHolds(proof) || !await KilledAsync().ConfigureAwait(false))
                    continue;
                return opinion is null
                    ? finding
                    : finding with { Corroboration = await opinion.Value.Words.ConfigureAwait(false) };
            }

            if (watch.IsOver(limit))
            {
                var finding = watch.TimeIsUp();
                if (await KilledAsync().ConfigureAwait(false))
                    return finding;
            }
        }

        // Whoever ends by itself meanwhile was not stuck, whatever was found.
        async Task<bool> KilledAsync()
        {
            if (ended.IsCompleted)
                return false;
            await kill().ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>The state of one watch.</summary>
    sealed class Watch(int pid, Page page, WatchTimes times)
    {
        readonly long start = Stopwatch.GetTimestamp();
        readonly Stillness stillness = new(page);
        readonly List<Sample> samples = [];
        Sample? stillFrom;
        double nextVerdict;
        double lastLook;
        double unwatched;

        /// <summary>That it was watched for, without what was missed.</summary>
        double Seconds => Stopwatch.GetElapsedTime(start).TotalSeconds - unwatched;

        /// <summary>
        /// All of its time has passed; or a long silence, in which its threads did nothing but run or nothing but sleep. A
        /// thread that is woken, stopped or kept waiting for a core now and then may only be slow, and keeps its time.
        /// </summary>
        public bool IsOver(TimeSpan limit)
        {
            var now = lastLook; // not the clock's: the kit may have been stopped since
            if (now >= limit.TotalSeconds)
                return true;
            var view = page.Read();
            if (stillFrom is null || now - stillness.OfCell(view) < times.Silence.TotalSeconds || now < nextVerdict)
                return false;
            nextVerdict = now + times.Quiet.TotalSeconds;
            var window = new Window([stillFrom, Sample.Take(now, pid, view)]);
            var own = view.Slots.Where(s => s.Lives && !IsLivelyNeighbour(s)).Select(s => window.Of(s.Tid)?.Rest).ToList();
            return own.Contains(Rest.Busy) || own.All(r => r is not (Rest.Unknown or Rest.Looking or Rest.Interrupted or Rest.Polling));
        }

        /// <summary>One look; a proof if there is one.</summary>
        public Cycle? Look()
        {
            Forgive();
            var now = lastLook;
            stillness.Look(now);
            // The first come as fast as the looks do: most of what is stuck is proved by them, and burns a core until it is.
            if (samples.Count >= times.Samples && now - samples[^1].At < times.Sample.TotalSeconds)
                return null;
            var view = page.Read();
            // A shorter look for the one who may turn out to be a livelock: two samples will do.
            if (now - stillness.OfCell(view) < times.Quiet.TotalSeconds)
                stillFrom = null;
            else
                stillFrom ??= Sample.Take(now, pid, view);
            if (!view.Slots.Any(slot => IsSuspicious(slot, now)))
            {
                samples.Clear();
                return null;
            }

            if (samples.Count == SamplesKept)
                samples.RemoveAt(0);
            samples.Add(Sample.Take(now, pid, view));
            return Proofs.Find(view, samples, stillness.Of, pid, times);
        }

        /// <summary>Time in which nobody looked is not held against the child, and no evidence spans it.</summary>
        void Forgive()
        {
            var missed = Seconds - lastLook - times.Gap.TotalSeconds;
            if (missed > 0)
            {
                unwatched += missed;
                samples.Clear();
                stillFrom = null;
            }

            lastLook = Seconds;
        }

        bool IsSuspicious(Slot slot, double now) =>
            slot.Lives && now - stillness.Of(slot) >= times.Quiet.TotalSeconds &&
            (slot.Waits is not (Wait.None or Wait.Timed) ||
                slot.Stage is Stage.Calling or Stage.Entering or Stage.Inside or Stage.Leaving);

        /// <summary>One whose collections end. One that collects without end has become a part of the matter.</summary>
        bool IsLivelyNeighbour(Slot slot) =>
            Neighbour.Is(slot) && (stillFrom is null || stillness.Of(slot) > stillFrom.At);

        /// <summary>From the last movement of any of its threads.</summary>
        public double StalledSeconds(Cycle proof)
        {
            var concerned = page.Read().Slots.Where(slot => proof.Steps.Any(step => step.Slot == slot.Index)).ToList();
            return concerned.Count == 0 ? 0 : Math.Round(Seconds - concerned.Max(stillness.Of), 3);
        }

        public bool StillHolds(Cycle proof)
        {
            var before = Seconds;
            stillness.Look(before);
            return page.Read().Slots.Where(slot => proof.Steps.Any(step => step.Slot == slot.Index))
                .All(slot => stillness.Of(slot) < before);
        }

        public Finding TimeIsUp()
        {
            var view = page.Read();
            var last = Sample.Take(Seconds, pid, view);
            var stalled = stillFrom is null ? 0 : last.At - stillFrom.At;
            var window = new Window(stillFrom is null ? [.. samples.TakeLast(SamplesTold), last] : [stillFrom, last]);
            var neighbours = view.Slots.Where(IsLivelyNeighbour).Select(s => s.Tid).ToHashSet();
            var busy = last.Threads.Keys.Where(tid => !neighbours.Contains(tid)).Select(window.Of)
                .FirstOrDefault(b => b?.Rest == Rest.Busy);
            return busy is not null && stalled >= times.Livelock.TotalSeconds
                ? new(FindingKind.Livelocked, view, null, Situation.OfBusy(busy, view, stalled), null, stalled)
                : new(FindingKind.TimedOut, view, null, Situation.Of(view, window), null, stalled);
        }
    }
}
