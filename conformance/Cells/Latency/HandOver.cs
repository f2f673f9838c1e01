// A callback on a foreign thread wakes a managed thread that waits. From the call in C until the one that waited reads the
// clock; C hands over to C beside it. Who waits is asleep by then.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using System;

namespace Kit.Cells.Latency;

static class HandOver
{
    const int Block = 25, Most = 4000;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate long Door(nint user, long ticks, long i);

    static readonly Door kept = Sent;
    static readonly SemaphoreSlim semaphore = new(0);
    static readonly AutoResetEvent happening = new(false);
    static TaskCompletionSource task = new();
    static Action send = () => { };
    static long sentAt;

    static long Sent(nint user, long ticks, long i)
    {
        sentAt = ticks;
        send();
        return i;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long UcoSent(nint user, long ticks, long i) => Sent(user, ticks, i);

    [UnmanagedCallersOnly(EntryPoint = "kit_time_export_sent", CallConvs = [typeof(CallConvCdecl)])]
    static long ExportSent(nint user, long ticks, long i) => Sent(user, ticks, i);

    static unsafe nint Of(string entry) => entry switch
    {
        "uco" => (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&UcoSent,
        "delegate" => Marshal.GetFunctionPointerForDelegate(kept),
        _ => Doors.Exported("kit_time_export_sent"),
    };

    public static unsafe void Run(string[] subjects, long milliseconds)
    {
        long* ticks = (long*)NativeMemory.Alloc(Block, sizeof(long));
        Settled.Wait(_ => // starts threads of the pool, too
        {
            foreach (string subject in subjects)
            {
                string[] words = subject.Split(' ');
                Managed(words[0], Of(words[1].Split("::")[3]), ticks, 1);
                Keep(ticks, new long[Block], 0);
            }
            Settled.Compiled();
        });
        long compiled = 0;
        foreach (string subject in subjects)
        {
            string[] words = subject.Split(' ');
            nint door = Of(words[1].Split("::")[3]);
            var taken = new long[2][] { new long[Most], new long[Most] };
            int count = 0, again = 0;
            long before = Settled.Compiled();
            long until = Environment.TickCount64 + milliseconds / subjects.Length;
            for (; count + Block <= Most && (count == 0 || Environment.TickCount64 < until); count += Block)
            {
                if (!Managed(words[0], door, ticks, Block) || !Keep(ticks, taken[0], count) || Sampler.HandTwin(Block, ticks) == 0 || !Keep(ticks, taken[1], count))
                {
                    Cell.Say(Token.Broken, "the system refuses a thread");
                    return;
                }
                if (again < Batches.Again && Settled.Compiled() != before) // all that was taken is thrown away, as there
                    (before, count, again) = (Settled.Compiled(), -Block, again + 1);
            }
            compiled += Settled.Compiled() - before;
            Sampler.Hand(subject + " managed", taken[0].AsSpan(0, count));
            Sampler.Hand(subject + " c", taken[1].AsSpan(0, count));
        }
        Sampler.Note("compiled-meanwhile", Series.Numbers, 0, 1, compiled);
    }

    static unsafe bool Keep(long* ticks, long[] to, int at)
    {
        new Span<long>(ticks, Block).CopyTo(to.AsSpan(at));
        return true;
    }

    static unsafe bool Managed(string way, nint door, long* ticks, int times)
    {
        send = way switch
        {
            "hand-over-semaphore" => static () => semaphore.Release(),
            "hand-over-event" => static () => happening.Set(),
            _ => static () => task.SetResult(),
        };
        nint hand = Sampler.HandBegin(door, 0, times);
        if (hand == 0)
            return false;
        if (way == "hand-over-task")
            AwaitAll(hand, (nint)ticks, times).Wait();
        else
            for (int i = 0; i < times; i++)
            {
                Sampler.HandReady(hand);
                if (way == "hand-over-semaphore")
                    semaphore.Wait();
                else
                    happening.WaitOne();
                ticks[i] = Sampler.Ticks() - sentAt;
            }
        Sampler.HandEnd(hand);
        return true;
    }

    // As a binding does it: what comes after the await runs on a thread of the pool, not inside the callback.
    static async Task AwaitAll(nint hand, nint ticks, int times)
    {
        for (int i = 0; i < times; i++)
        {
            task = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Sampler.HandReady(hand);
            await task.Task.ConfigureAwait(false);
            Note(ticks, i);
        }
    }

    static unsafe void Note(nint ticks, int i) => ((long*)ticks)[i] = Sampler.Ticks() - sentAt;
}
