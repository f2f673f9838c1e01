// What the kit claims about itself, for anyone to measure again:
//
//   dotnet run -c Release --project conformance/Benchmarks -- speed [--environment E]...   a cell against an empty program
//   dotnet run -c Release --project conformance/Benchmarks -- watcher [RUNS]    false and missed deadlocks
//   dotnet run -c Release --project conformance/Benchmarks -- first-paint [ROWS]  of the page (50,000 rows)
//   dotnet run -c Release --project conformance/Benchmarks -- means             latency's means by BenchmarkDotNet
//   dotnet run -c Release --project conformance/Benchmarks -- agree             the sampler against BenchmarkDotNet
//   dotnet run -c Release --project conformance/Benchmarks -- twice [SELECTOR]  latency --quick against itself
//   dotnet run -c Release --project conformance/Benchmarks -- instructions      for a callback, by perf or valgrind
using Kit.Benchmarks;

return args switch
{
    ["speed", .. var named] when named.Length % 2 == 0 && named.Where((_, i) => i % 2 == 0).All(w => w == "--environment") =>
        await Speed.MeasureAsync([.. named.Where((_, i) => i % 2 == 1)]),
    ["watcher"] => await WatcherTrial.RunAsync(slow: 1000, stuck: 200),
    ["watcher", var runs] when int.TryParse(runs, out var n) && n > 0 => await WatcherTrial.RunAsync(slow: 5 * n, stuck: n),
    ["first-paint"] => await FirstPaint.MeasureAsync(50_000),
    ["first-paint", var rows] when int.TryParse(rows, out var n) && n > 0 => await FirstPaint.MeasureAsync(n),
    ["means"] => Agreement.Means(),
    ["agree"] => await Agreement.AskAsync(),
    ["means-here"] => Agreement.Here(), // for agree: in this process
    ["instructions"] => await Instructions.CountAsync(),
    ["twice", .. var selectors] => await Twice.RunAsync(selectors),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "Type speed [--environment NAME]...; watcher and how many runs of each kind of deadlock (200 without it); first-paint and how many rows (50000 without " +
        "it); means; agree; twice and what to time; or instructions.");
    return 2;
}
