using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Kit.Cells;

/// <summary>What C holds on to is no longer what it was given. Each body proves that before the call.</summary>
static unsafe class Lifetimes
{
    /// <summary>C keeps a pointer into an array that nobody pinned, and the callback compacts the heap.</summary>
    sealed class Unpinned : Body
    {
        static long[]? victim;
        static readonly List<long[]> neighbours = [];
        nint before;

        public override void Arrange()
        {
            Cell.Run->Shield = Shield.Unpinned;
            for (int i = 0; i < 4000; i++)
            {
                var array = new long[8];
                if (i == 3000)
                    victim = array;
                else if (i % 2 == 0)
                    neighbours.Add(array); // every second one dies: room for the victim to move into
            }
            for (int i = 0; i < 8; i++)
                victim![i] = 1000 + i;
            before = Address();
            Cell.Run->Unpinned = (long*)before;
            Cell.Run->UnpinnedSum = 8 * 1000 + 28;
        }

        static nint Address() => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(victim!));

        public override long Callback(Slot* slot, long a, long b)
        {
            slot->Wait(Waits.Collection, -1);
            GC.Collect(2, GCCollectionMode.Forced, true, true);
            slot->Done();
            if (Address() != before)
                Cell.Measure(0, 1); // on the page: a forked child shares nothing else
            for (int i = 0; i < 4000; i++) // what was freed gets a new owner
            {
                var array = new long[8];
                Array.Fill(array, -1);
                neighbours.Add(array);
            }
            return a - b;
        }

        public override void Check(long answer)
        {
            Cell.NameMeasures("moved");
            if (Cell.Page->Measures[0] == 0)
                Cell.Say(Token.Broken, "the array did not move");
            if (Cell.Run->Damage != 0)
                Cell.Say(Token.Wrong, "C read something else through its pointer after " + Cell.Run->Damage + " callbacks");
            base.Check(answer);
        }
    }

    /// <summary>The delegate behind the function pointer was collected before the call.</summary>
    sealed class CollectedDelegate : Body
    {
        nint pointer;

        public override void Arrange()
        {
            WeakReference door = Lend();
            for (int i = 0; i < 10 && door.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            if (door.IsAlive)
                Cell.Say(Token.Broken, "the delegate is still alive");
            Cell.Run->Entry = pointer;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Lend()
        {
            long captured = 0; // a closure: a delegate of a static method might be kept by the runtime
            Entries.Door door = (slot, a, b) => Entries.Delegate(slot, a, b) + captured;
            pointer = Marshal.GetFunctionPointerForDelegate(door);
            return new WeakReference(door);
        }

        public override long Callback(Slot* slot, long a, long b) => a - b;
    }

    /// <summary>And another delegate, with another answer, has been given its thunk since.</summary>
    sealed class ReusedThunk : Body
    {
        const int Lent = 1000; // the runtime keeps a freed thunk back until some more have been freed
        static readonly List<Entries.Door> others = [];

        public override void Arrange()
        {
            var dead = new HashSet<nint>();
            Lend(dead);
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            for (int i = 0; i < 2 * Lent; i++)
            {
                nint pointer = Door(i + 1, others);
                if (!dead.Contains(pointer))
                    continue;
                Cell.Run->Entry = pointer;
                return;
            }
            Cell.Say(Token.Absent, "the runtime gave none of " + 2 * Lent + " delegates a thunk that was used before");
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Lend(HashSet<nint> pointers)
        {
            for (int i = 0; i < Lent; i++)
                pointers.Add(Door(0, []));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static nint Door(int wrong, List<Entries.Door> keep)
        {
            Entries.Door door = (slot, a, b) => Entries.Delegate(slot, a, b) + wrong;
            keep.Add(door);
            return Marshal.GetFunctionPointerForDelegate(door);
        }

        public override long Callback(Slot* slot, long a, long b) => a - b;
    }

    /// <summary>The collectible context that the UnmanagedCallersOnly method lives in was unloaded before the call.</summary>
    sealed class UnloadedContext : Body
    {
        public override void Arrange()
        {
            WeakReference context = LoadAndUnload();
            for (int i = 0; i < 20 && context.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            if (context.IsAlive)
                Cell.Say(Token.Broken, "the load context is still alive");
        }

        /// <summary>The body is absent where there is no JIT: nothing is trimmed where this is run.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "not run where anything is trimmed")]
        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "not run where anything is trimmed")]
        [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "not run where there is no file")]
        static WeakReference LoadAndUnload()
        {
            string file = typeof(Cell).Assembly.Location;
            var context = new AssemblyLoadContext("to be unloaded", isCollectible: true);
            Type unloadable = context.LoadFromAssemblyPath(file).GetType("Kit.Cells.Unloadable", true)!;
            MethodInfo address = unloadable.GetMethod("Address", BindingFlags.Static | BindingFlags.Public)!;
            Cell.Run->Entry = (nint)address.Invoke(null, null)!;
            context.Unload();
            return new WeakReference(context);
        }

        public override long Callback(Slot* slot, long a, long b) => a - b;
    }

    public static Body? Find(string? name)
    {
        if (Body.Is(name, "unpinned", "C keeps a pointer into an array that is not pinned; the callback compacts the heap"))
            return new Unpinned();
        if (Body.Is(name, "delegate-collected", "the delegate was collected before the call", doors: "delegate"))
            return new CollectedDelegate();
        if (Body.Is(name, "delegate-reused", "the delegate was collected and its thunk given to another delegate", doors: "delegate"))
            return new ReusedThunk();
        if (Body.Is(name, "context-unloaded", "the collectible load context of the method was unloaded before the call", doors: "uco",
            absent: RuntimeFeature.IsDynamicCodeSupported ? null : "NativeAOT loads no assemblies, so it cannot unload any"))
            return new UnloadedContext();
        return null;
    }
}

/// <summary>Loaded a second time into a collectible context, and entered after that context is gone.</summary>
static unsafe class Unloadable
{
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static long Uco(Slot* slot, long a, long b)
    {
        slot->Inside++;
        slot->Stage = Stage.Inside;
        return a - b;
    }

    public static nint Address() => (nint)(delegate* unmanaged[Cdecl]<Slot*, long, long, long>)&Uco;
}
