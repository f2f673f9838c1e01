using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Kit.Cells.Latency;

namespace Kit.Benchmarks;

/// <summary>
/// The second instrument: the means of what `latency` times, by BenchmarkDotNet in processes of its own, with its own warm-up,
/// statistics and memory column. It shares nothing with the sampler but the loops in C (native/callbacks/timing.c).
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "BenchmarkDotNet wants instance methods.")]
public unsafe class Means
{
    /// <summary>Of operations in one invocation: one is too short for any clock.</summary>
    private const int N = 10_000;

    private const string Library = "callbacks";

    /// <summary>The environment variable with the path of libcallbacks.so: BenchmarkDotNet runs this class from a folder of
    /// its own.</summary>
    internal const string LibraryVariable = "KIT_CALLBACKS_SO";

    private delegate long Door(nint user, long a, long b);

    private readonly Door kept = static (_, a, b) => a - b;
    private static bool settled;
    private static long sum;
    private nint plain, uco, thunk;

    static Means() => NativeLibrary.SetDllImportResolver(typeof(Means).Assembly, static (name, _, _) => name == Library ? Callbacks() : 0);

    private static nint Callbacks() => NativeLibrary.Load(Environment.GetEnvironmentVariable(LibraryVariable)!);

    [GlobalSetup]
    public void Begin()
    {
        plain = NativeLibrary.GetExport(Callbacks(), "kit_time_nothing");
        uco = (nint)(delegate* unmanaged[Cdecl]<nint, long, long, long>)&Answer;
        thunk = Marshal.GetFunctionPointerForDelegate(kept);
        Settle();
    }

    // By the sampler's own rule, so that both time the same code. BenchmarkDotNet's warm-up ends by its watch: on a busy
    // machine methods were compiled for good when it had measured most of its rounds.
    private void Settle()
    {
        if (settled)
        {
            return; // in one process with all others
        }

        settled = true;
        Settled.Wait(_ => sum = CallbackC() + CallbackUco() + CallbackDelegate() + RoundTripC() + RoundTripUco() + CallC() + CallSafe() + CallUnsafe());
    }

    [Benchmark(OperationsPerInvoke = N, Description = "callback c", Baseline = true)]
    public long CallbackC() => Loop(plain, 0, N);

    [Benchmark(OperationsPerInvoke = N, Description = "callback uco")]
    public long CallbackUco() => Loop(uco, 0, N);

    [Benchmark(OperationsPerInvoke = N, Description = "callback delegate")]
    public long CallbackDelegate() => Loop(thunk, 0, N);

    [Benchmark(OperationsPerInvoke = N, Description = "round-trip c")]
    public long RoundTripC() => Twin("once"u8);

    [Benchmark(OperationsPerInvoke = N, Description = "round-trip uco")]
    public long RoundTripUco()
    {
        long sum = 0;
        for (var i = 0; i < N; i++)
        {
            sum += Once(uco, 0, i, 3);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "call-per-method c")]
    public long CallC() => Twin("one"u8);

    [Benchmark(OperationsPerInvoke = N, Description = "call-per-method safe")]
    public long CallSafe()
    {
        long sum = 0;
        for (var i = 0; i < N; i++)
        {
            sum += Safe(i, 3);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "call-per-method unsafe")]
    public long CallUnsafe()
    {
        long sum = 0;
        for (var i = 0; i < N; i++)
        {
            sum += Unsafe(i, 3);
        }

        return sum;
    }

    private static long Twin(ReadOnlySpan<byte> name)
    {
        fixed (byte* first = name)
        {
            return Twin(first, N, 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Answer(nint user, long a, long b) => a - b;

    // Not inlined, so that each call has the frame of a method of its own: docs/latency.md says why.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Safe(long a, long b) => Leaf(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Unsafe(long a, long b) => LeafUnsafe(a, b);

    [DllImport(Library, EntryPoint = "kit_time_loop")]
    private static extern long Loop(nint callback, nint user, long n);

    [DllImport(Library, EntryPoint = "kit_time_once")]
    private static extern long Once(nint callback, nint user, long a, long b);

    [DllImport(Library, EntryPoint = "kit_time_twin")]
    private static extern long Twin(byte* name, long n, int point);

    [DllImport(Library, EntryPoint = "kit_leaf")]
    private static extern long Leaf(long a, long b);

    [DllImport(Library, EntryPoint = "kit_leaf"), SuppressGCTransition]
    private static extern long LeafUnsafe(long a, long b);

    /// <summary>All in the process that asks, one after the other: what is compared has the process in common.</summary>
    internal static IConfig InProcess(string folder, ILogger logger) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(15)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(20))) // short: C and managed code are to meet the same machine
        .AddLogger(logger)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithArtifactsPath(folder);

    /// <summary>How it is run in processes of its own, and where its files go.</summary>
    /// <param name="library">libcallbacks.so.</param>
    /// <param name="folder">For the exporters' files and the logs.</param>
    /// <param name="logger">Where its own output goes.</param>
    internal static IConfig Config(string library, string folder, ILogger logger) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithLaunchCount(3).WithWarmupCount(6).WithIterationCount(12)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100))
            .WithEnvironmentVariable(LibraryVariable, library))
        .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
        .AddLogger(logger)
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithBuildTimeout(TimeSpan.FromMinutes(15)) // it builds the solution anew; a busy machine is no reason to give up
        .WithArtifactsPath(folder);
}
