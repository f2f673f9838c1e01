using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>A proof in made-up samples: what a real machine does too rarely to wait for it.</summary>
public class ProofTests
{
    const int Pid = 100;

    static readonly SystemCall Join = SystemCall.Parse("202 0x10 0x109 0x5 0x0"), Lock = SystemCall.Parse("202 0x20 0x80 0x2 0x0");
    static readonly SystemCall Timed = SystemCall.Parse("202 0x30 0x89 0x0 0x7f00"), Nap = SystemCall.Parse("230 0x0 0x0 0x1 0x2");
    static readonly SystemCall Poll = SystemCall.Parse("7 0x1 0x1 0xffffffff"), Running = SystemCall.Parse("running");

    /// <summary>What a thread does from sample to sample, 50 ms apart.</summary>
    sealed record Part(int Tid, SystemCall Call, char State = 'S', long Sleeps = 0, double Cpu = 0, double Queued = 0, string Name = "x", int Process = Pid);

    static Part Asleep(int tid, SystemCall call) => new(tid, call);

    static Part Signalled(int tid) => new(tid, Join, Sleeps: 200, Cpu: 0.03);

    static Part Suspender(int tid) => new(tid, Nap, Sleeps: 230, Cpu: 0.14);

    /// <summary>T1 joins T2 in an unsafe call; T2 collects.</summary>
    static PageView Suspension => new PageBytes()
        .Slot("caller", Stage.Calling, 1, CallKind.Unsafe, Wait.Join, 1).Slot("pthread", Stage.Inside, 2, waits: Wait.Collection).Read();

    /// <summary>T1 joins T2; T2 wants a lock of T1.</summary>
    static PageView Crossed => new PageBytes()
        .Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Join, 1).Slot("pthread", Stage.Inside, 2, waits: Wait.Lock, waitsFor: 0).Read();

    static Cycle? Find(PageView page, IEnumerable<Part> parts, int samples = 16, double gap = 0.05, Func<Slot, double>? quietSince = null) =>
        Proofs.Find(page, Samples([.. parts], samples, gap), quietSince ?? (_ => 0), Pid, WatchTimes.Default);

    static List<Sample> Samples(Part[] parts, int count, double gap) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Sample(1 + (i * gap), parts.ToDictionary(p => p.Tid, p => new ThreadSample(
            p.Process, p.Tid, p.Name, p.State, (long)(i * gap * p.Cpu * 1e9), (long)(i * gap * p.Queued * 1e9), i * p.Sleeps, p.Call)))),
    ];

    [Fact]
    public void Two_threads_asleep_in_each_others_way_are_a_proof() =>
        Assert.NotNull(Find(Crossed, [Asleep(1, Join), Asleep(2, Lock)]));

    [Fact]
    public void A_collection_that_polls_for_a_thread_in_an_unsafe_call_is_a_proof() =>
        Assert.NotNull(Find(Suspension, [Signalled(1), Suspender(2)]));

    [Fact]
    public void A_collection_that_never_sleeps_is_held_up_when_the_one_it_waits_for_is_signalled_all_the_time()
    {
        Assert.NotNull(Find(Suspension, [Signalled(1), new(2, Running, 'R', Cpu: 0.25, Queued: 0.7)]));
        Assert.Null(Find(Suspension, [Asleep(1, Join), new(2, Running, 'R', Cpu: 0.25, Queued: 0.7)]));
    }

    [Theory]
    [InlineData(Wait.Lock, true)] // a static constructor of NativeAOT
    [InlineData(Wait.Task, false)]
    public void Who_wants_a_lock_and_looks_now_and_then_whether_it_is_free_waits_for_it(Wait wait, bool proof)
    {
        var page = new PageBytes()
            .Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Join, 1).Slot("pthread", Stage.Inside, 2, waits: wait, waitsFor: 0).Read();

        Assert.Equal(proof, Find(page, [Asleep(1, Join), new(2, Timed, Sleeps: 1)], gap: 0.12) is not null);
    }

    [Fact]
    public void Too_few_samples_or_too_short_a_time_prove_nothing()
    {
        Assert.Null(Find(Crossed, [Asleep(1, Join), Asleep(2, Lock)], samples: WatchTimes.Default.Samples - 1, gap: 1));
        Assert.Null(Find(Crossed, [Asleep(1, Join), Asleep(2, Lock)], samples: 16, gap: WatchTimes.Default.Cycle.TotalSeconds / 16));
    }

    [Fact]
    public void A_slot_that_moved_within_the_window_proves_nothing() =>
        Assert.Null(Find(Crossed, [Asleep(1, Join), Asleep(2, Lock)], quietSince: slot => slot.Index == 1 ? 1.7 : 0));

    [Theory]
    [InlineData('R', 0, 0.0, 1.0)] // wants a core and gets none
    [InlineData('R', 0, 1.0, 0.0)] // runs
    [InlineData('S', 1, 0.0, 0.0)] // woke up now and then
    [InlineData('T', 0, 0.0, 0.0)] // was stopped
    [InlineData('D', 0, 0.0, 0.0)] // reads from a disk
    public void A_thread_that_did_anything_but_sleep_does_not_wait(char state, long sleeps, double cpu, double queued) =>
        Assert.Null(Find(Crossed, [Asleep(1, Join), new(2, Lock, state, sleeps, cpu, queued)]));

    [Fact]
    public void A_wait_that_ends_by_itself_is_none_whatever_the_page_says() =>
        Assert.Null(Find(Crossed, [Asleep(1, Join), Asleep(2, Timed)]));

    [Fact]
    public void A_wait_that_cannot_be_seen_is_none() =>
        Assert.Null(Find(Crossed, [Asleep(1, Join), Asleep(2, SystemCall.Unreadable)]));

    [Fact]
    public void A_thread_in_an_unsafe_call_that_runs_is_only_slow() =>
        Assert.Null(Find(Suspension, [new(1, Running, 'R', Cpu: 0.5, Queued: 0.5), Suspender(2)]));

    [Fact]
    public void A_collection_that_starves_at_the_gate_has_not_begun_to_wait() =>
        Assert.Null(Find(Suspension, [Asleep(1, Join), new(2, Running, 'R', Queued: 1)]));

    [Fact]
    public void A_collection_that_works_is_not_a_suspension_that_waits() =>
        Assert.Null(Find(Suspension, [Asleep(1, Join), new(2, Running, 'R', Cpu: 1)]));

    [Fact]
    public void A_collection_beside_a_safe_call_waits_for_nobody()
    {
        var page = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Join, 1)
            .Slot("pthread", Stage.Inside, 2, waits: Wait.Collection).Read();

        Assert.Null(Find(page, [Asleep(1, Join), Suspender(2)]));
    }

    [Fact]
    public void A_native_thread_asleep_in_C_of_its_own_needs_no_managed_code()
    {
        var page = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Unsafe, Wait.Callback, 1)
            .Slot("worker", Stage.Calling, 2).Slot("neighbour", Stage.Inside, 3, waits: Wait.Collection).Read();

        Assert.Null(Find(page, [Signalled(1), Asleep(2, Lock), Suspender(3), new(4, Nap, Sleeps: 20)]));
    }

    [Fact]
    public void Polling_without_signals_is_not_taken_for_a_collection_that_nobody_claims()
    {
        var page = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Unsafe, Wait.Join, 1).Slot("pthread", Stage.Inside, 2).Read();

        Assert.Null(Find(page, [Asleep(1, Join), Suspender(2)]));
        Assert.NotNull(Find(page, [Signalled(1), Suspender(2)]));
    }

    [Fact]
    public void A_lock_in_a_forked_child_is_not_that_of_its_parent()
    {
        var page = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Process, 1)
            .Slot("forked", Stage.Inside, 2, waits: Wait.Lock, waitsFor: 0, pid: 200).Read();
        var waitpid = SystemCall.Parse("61 0xc8 0x1 0x0 0x0");

        var proof = Find(page, [Asleep(1, waitpid), Asleep(2, Lock) with { Process = 200 }]);

        Assert.Equal(Cycle.Standstill, proof!.Kind);
        Assert.Null(Find(page, [Asleep(1, waitpid), Asleep(2, Lock) with { Process = 200 }, new(3, Nap, Sleeps: 5, Process: 200)]));
    }

    [Fact]
    public void Service_threads_of_the_runtime_that_do_nothing_wake_nobody()
    {
        var page = new PageBytes().Slot("caller", Stage.Entering, 1).Read();
        Part[] services = [new(2, Poll, Name: ".NET SynchManag"), new(3, Timed, Name: ".NET Finalizer"), new(4, Timed, Name: ".NET Tiered Com")];

        Assert.NotNull(Find(page, [Asleep(1, Lock), .. services]));
        Assert.Null(Find(page, [Asleep(1, Lock), .. services, new(5, Timed, Name: ".NET TP Worker")]));
        Assert.Null(Find(page, [Asleep(1, Lock), .. services, new(5, Poll, Name: "mine")]));
        Assert.Null(Find(page, [Asleep(1, Lock), .. services, new(5, Running, 'R', Cpu: 1, Name: ".NET Finalizer")]));
    }

    [Fact]
    public void A_neighbour_that_collects_on_and_on_may_be_what_keeps_the_others_out()
    {
        Part neighbour = new(3, Running, 'R', Sleeps: 2, Cpu: 0.3, Queued: 0.6);
        var keptOut = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Callback, 1)
            .Slot("worker", Stage.Inside, 2).Slot("neighbour", Stage.Inside, 3, waits: Wait.Collection).Read();
        var waitsForNobody = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Safe, Wait.Callback, 1)
            .Slot("worker", Stage.Ended, 2).Slot("neighbour", Stage.Inside, 3, waits: Wait.Collection).Read();

        Assert.Null(Find(keptOut, [Asleep(1, Lock), Asleep(2, Lock), neighbour]));
        Assert.Equal(
            "caller T1 (safe call, waits for a callback of T2, which has ended); every other thread of the process waits as well: nobody is left to wake it",
            Find(waitsForNobody, [Asleep(1, Lock), neighbour])?.Text);
    }

    [Fact]
    public void A_thread_that_has_slept_its_time_and_is_kept_out_since_is_part_of_the_proof()
    {
        var page = new PageBytes().Slot("caller", Stage.Calling, 1, CallKind.Unsafe, Wait.Join, 1)
            .Slot("pthread", Stage.Inside, 2, waits: Wait.Timed).Slot("collector", Stage.Inside, 3, waits: Wait.Collection).Read();

        Assert.Null(Find(page, [Signalled(1), Asleep(2, Timed), Suspender(3)]));
        Assert.NotNull(Find(page, [Signalled(1), Asleep(2, Lock), Suspender(3)]));
    }

    [Fact]
    public void A_process_whose_main_thread_has_ended_and_that_has_no_other_stands_still()
    {
        var page = new PageBytes().Slot("caller", Stage.Inside, 1).Read();
        Part ended = new(1, SystemCall.Unreadable, 'Z');

        Assert.Equal(
            "caller T1 (inside, its thread has ended); no other thread of the process has anything to do",
            Find(page, [ended, new(2, Poll, Name: ".NET SynchManag")])?.Text);
        Assert.Null(Find(page, [ended, new(2, Timed, Name: "mine")]));
    }

    [Fact]
    public void Who_waits_for_finalizers_waits_for_a_thread_that_may_be_in_one()
    {
        var page = new PageBytes().Slot("caller", Stage.Inside, 1, waits: Wait.Finalizers).Read();

        Assert.Null(Find(page, [Asleep(1, Lock), new(3, Timed, Name: ".NET Finalizer")]));
        Assert.NotNull(Find(page, [Asleep(1, Lock), new(3, Lock, Name: ".NET Finalizer")]));
    }

    [Fact]
    public void A_process_in_which_nobody_is_amid_anything_is_not_stuck() =>
        Assert.Null(Find(new PageBytes().Slot("caller", Stage.Exiting, 1).Read(), [Asleep(1, Lock)]));

    [Fact]
    public void A_thread_that_began_within_the_window_is_progress()
    {
        var samples = Samples([Asleep(1, Lock)], 16, 0.05);
        var newest = new Dictionary<int, ThreadSample>(samples[^1].Threads) { [9] = new(Pid, 9, "new", 'S', 0, 0, 1, Lock) };
        samples[^1] = samples[^1] with { Threads = newest };

        Assert.Null(Proofs.Find(new PageBytes().Slot("caller", Stage.Entering, 1).Read(), samples, _ => 0, Pid, WatchTimes.Default));
    }

    [Fact]
    public void A_page_that_cannot_be_believed_proves_nothing()
    {
        var page = Crossed with { Problem = "written over" };

        Assert.Null(Find(page, [Asleep(1, Join), Asleep(2, Lock)]));
    }

    [Fact]
    public void The_shortest_of_several_cycles_is_told()
    {
        var page = new PageBytes().Slot("a", Stage.Inside, 1, waits: Wait.Task, waitsFor: 1).Slot("b", Stage.Inside, 2, waits: Wait.Task, waitsFor: 2)
            .Slot("c", Stage.Inside, 3, waits: Wait.Lock, waitsFor: 0).Slot("d", Stage.Inside, 4, waits: Wait.Lock, waitsFor: 4)
            .Slot("e", Stage.Inside, 5, waits: Wait.Join, waitsFor: 3).Read();

        var proof = Find(page, Enumerable.Range(1, 5).Select(tid => Asleep(tid, Lock)));

        Assert.Equal("d T4 (inside, waits for a lock that T5 holds) -> e T5 (inside, joins T4)", proof!.Text);
    }
}
