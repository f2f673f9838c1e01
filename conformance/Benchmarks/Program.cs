// What the kit claims about itself, for anyone to measure again:
//
//   dotnet run -c Release --project conformance/Benchmarks -- speed             a cell against an empty program
//   dotnet run -c Release --project conformance/Benchmarks -- watcher [RUNS]    false and missed deadlocks
using Kit.Benchmarks;

return args switch
{
    ["speed"] => await Speed.MeasureAsync(),
    ["watcher"] => await WatcherTrial.RunAsync(slow: 1000, stuck: 200),
    ["watcher", var runs] when int.TryParse(runs, out var n) && n > 0 => await WatcherTrial.RunAsync(slow: 5 * n, stuck: n),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Type speed, or watcher and how many runs of each kind of deadlock (200 without it).");
    return 2;
}
