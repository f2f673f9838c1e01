using System;
using System.Threading;
using System.Threading.Tasks;

namespace Kit.Cells;

/// <summary>The callback waits for other managed threads.</summary>
static unsafe class Waiting
{
    sealed class ForCollector : Body
    {
        static Slot* waiter;

        public override long Callback(Slot* slot, long a, long b)
        {
            if (slot->Inside > 1)
                return a - b;
            waiter = slot;
            var collector = new Thread(CollectOnce);
            collector.Start();
            slot->Waits = Waits.Task;
            collector.Join();
            slot->Done();
            return a - b;
        }

        static void CollectOnce()
        {
            Slot* slot = Cell.Claim("collector");
            slot->Stage = Stage.Inside;
            waiter->WaitsFor = Cell.Index(slot);
            Collections.Now(slot);
            slot->Stage = Stage.Ended;
        }
    }

    sealed class ForTask : Body
    {
        static object? sink;

        public override long Callback(Slot* slot, long a, long b)
        {
            slot->Waits = Waits.Task;
            Task.Run(Allocate).Wait();
            slot->Done();
            return a - b;
        }

        static void Allocate() => sink = new byte[1000];
    }

    sealed class ForFinalizers : Body
    {
        sealed class Finalizable
        {
            ~Finalizable() => Cell.Page->Measures[0]++; // on the page: a forked child shares nothing else
        }

        public override long Callback(Slot* slot, long a, long b)
        {
            Drop();
            Collections.Now(slot);
            slot->Wait(Waits.Finalizers, -1);
            GC.WaitForPendingFinalizers();
            slot->Done();
            return a - b;
        }

        static void Drop()
        {
            for (int i = 0; i < 10; i++)
                _ = new Finalizable();
        }

        public override void Check(long answer)
        {
            Cell.NameMeasures("finalized");
            if (Cell.Page->Measures[0] == 0)
                Cell.Say(Token.Broken, "not one finalizer ran");
            base.Check(answer);
        }
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "wait-collector", "waits for another managed thread, which collects"))
            return new ForCollector();
        if (Body.Is(name, "task-wait", "waits for a Task on the thread pool"))
            return new ForTask();
        if (Body.Is(name, "finalizer-wait", "collects and waits for the finalizers"))
            return new ForFinalizers();
        return null;
    }
}
