using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Benchmarks;

/// <summary>
/// Instructions of what `latency` times, as an opinion without noise: the same child makes so many operations and then more of
/// them, and the difference is theirs. Counted by `perf stat` where the machine lets it, else by valgrind, in user mode. Code is
/// compiled for good at once (TieredCompilation=0), as no time passes for the compiler to wait for.
/// </summary>
internal static partial class Instructions
{
    private const int Few = 10_000, Many = 210_000;

    private static readonly string[] subjects =
    [
        "callback each::safe::caller::uco::empty 0",
        "callback each::safe::caller::delegate::empty 0",
        "round-trip each::safe::caller::uco::empty 0",
        "call-per-method each::safe::caller::c::empty 0",
        "call-per-method each::unsafe::caller::c::empty 0",
    ];

    /// <summary>The counter: what is put before a command, and where it says how many.</summary>
    private sealed record Counter(string Name, IReadOnlyList<string> Command, Regex Total);

    /// <summary>Prints a table; answers 3 where nothing counts here.</summary>
    public static Task<int> CountAsync()
    {
        using var context = new KitContext(() => Installation.Find(), AxesSource.Read);
        if (Find() is not { } counter)
        {
            Console.Error.WriteLine("Neither perf nor valgrind counts instructions here. On Debian or Ubuntu: apt-get install valgrind");
            return Task.FromResult(3);
        }

        var program = context.Program(Reproduce.DefaultEnvironment, []);
        Console.WriteLine($"{"instructions, by " + counter.Name,-54} {"managed",8} {"C",6} {"ratio",6}");
        foreach (var subject in subjects)
        {
            var (managed, twin) = (Of(counter, program, subject, "managed"), Of(counter, program, subject, "c"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{subject[..^2],-54} {managed,8:0.0} {twin,6:0.0} {managed / twin,6:0.00}"));
        }

        return Task.FromResult(0);
    }

    private static double Of(Counter counter, ChildProgram program, string subject, string side) =>
        (Total(counter, program, subject, side, Many) - Total(counter, program, subject, side, Few)) / (double)(Many - Few);

    private static long Total(Counter counter, ChildProgram program, string subject, string side, int operations)
    {
        var samples = Path.GetTempFileName();
        try
        {
            var text = Run([.. counter.Command, .. program.Program, "latency", samples, "count", side, $"{operations}", subject]);
            return counter.Total.Match(text) is { Success: true } total
                ? long.Parse(total.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
                : throw new BrokenKitException($"{counter.Name} did not count: {text}");
        }
        finally
        {
            File.Delete(samples);
        }
    }

    private static Counter? Find() =>
        Counts(new("perf", ["perf", "stat", "-x,", "-e", "instructions:u", "--"], OfPerf())) ??
        Counts(new("valgrind", ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--smc-check=all", "--"], OfValgrind()));

    private static Counter? Counts(Counter counter)
    {
        try
        {
            return counter.Total.IsMatch(Run([.. counter.Command, "true"])) ? counter : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // it is not installed
        }
    }

    /// <summary>What it wrote to standard error.</summary>
    private static string Run(IReadOnlyList<string> command)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment["DOTNET_TieredCompilation"] = "0";
        info.Environment["DOTNET_GCHeapHardLimit"] = "10000000"; // hexadecimal; valgrind has no room for a collector's usual 256 GiB
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        return errors;
    }

    [GeneratedRegex(@"(?m)^(\d+),,instructions")]
    private static partial Regex OfPerf();

    [GeneratedRegex(@"Collected : (\d+)")]
    private static partial Regex OfValgrind();
}
