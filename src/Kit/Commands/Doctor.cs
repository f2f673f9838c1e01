using System.ComponentModel;
using System.Diagnostics;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary>Looks for everything the kit needs or can use, on this machine.</summary>
/// <param name="kit">The kit.</param>
/// <param name="ask">The first line that a program writes, or null when there is no such program.</param>
internal sealed class Doctor(KitContext kit, Func<string, string, string?> ask)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>What must be there.</summary>
    public IEnumerable<Check> Needed()
    {
        var installation = kit.Installation;
        if (!installation.IsBundle)
        {
            yield return Tool(
                ".NET SDK", "dotnet", "--version", "see https://learn.microsoft.com/dotnet/core/install/linux");
        }

        yield return Runtime();
        if (!installation.IsBundle)
        {
            yield return Tool("CMake", "cmake", "--version", "apt-get install cmake");
            yield return Tool("C compiler", "cc", "--version", "apt-get install gcc");
            yield return Tool("C++ compiler", "c++", "--version", "apt-get install g++");
        }

        yield return Built("launcher", installation.Launcher);
        yield return Built("native host", installation.Host);
        yield return Built("child program", installation.CellsDll);
        yield return Law();
        yield return Proc();
    }

    /// <summary>The libraries as the child meets them.</summary>
    public IEnumerable<Check> Libraries()
    {
        IReadOnlyList<Library> libraries;
        string fault;
        try
        {
            (libraries, fault) = (kit.Axes([]).Libraries, "");
        }
        catch (Exception e) when (e is InputException or InstallationException or LauncherException)
        {
            (libraries, fault) = ([], e.Message);
        }

        return fault.Length > 0
            ? [new Check("libraries", Health.Missing, $"the child cannot be asked: {fault}", "./run-conformance.sh")]
            : libraries.Select(l => l.Absent is null
                ? new Check(l.Name, Health.Fine, $"{l.Version} ({l.Origin})")
                : new Check(l.Name, Health.Absent, l.Absent, SystemPackages.Advice(l)));
    }

    /// <summary>Every runtime that can be named: whether its child is built here, or what building it would lack.</summary>
    public IEnumerable<Check> Environments()
    {
        var installation = kit.Installation;
        foreach (var environment in AllEnvironments.Of(installation).Where(e => e.Modes.IsEmpty))
        {
            var build = ChildBuild.Of(installation, environment);
            var version = RuntimeVersions.Of(installation).GetValueOrDefault(environment.Version, environment.Version);
            var advice = $"./run-conformance.sh run each::safe::caller::uco::empty --environment {environment.RuntimeAndModes}";
            yield return environment == Reports.Reproduce.DefaultEnvironment
                ? new Check(environment.RuntimeAndModes, Health.Fine, $"{Environment.Version}, which runs the kit itself")
                : installation.IsBundle ? new Check(environment.RuntimeAndModes, Health.Fine, "in this bundle")
                : build.IsBuilt(installation) ? new Check(environment.RuntimeAndModes, Health.Fine, $"{version}, fetched and built")
                : Lack(environment) is { } lack ? new Check(environment.RuntimeAndModes, Health.Optional, $"{version} cannot be built: {lack.What}", lack.Advice)
                : new Check(
                    environment.RuntimeAndModes, Health.Optional,
                    $"{version} is fetched and built when it is first asked for: a minute, and a network", advice);
        }
    }

    // What only a child that is compiled ahead of time needs: see conformance/Cells/Cells.csproj.
    private (string What, string Advice)? Lack(EnvironmentName environment) =>
        ask("dotnet", "--list-sdks") is null ? ("no dotnet", "see https://learn.microsoft.com/dotnet/core/install/linux")
        : !environment.IsNativeAot ? null
        : ask("cc", "--version") is null ? ("no linker cc", "apt-get install gcc libc6-dev")
        : environment.Version == "8.0" && ask("cc", "-print-file-name=libz.so") is null or "libz.so" ? ("no zlib to link with", "apt-get install zlib1g-dev")
        : null;

    /// <summary>What the numbers of this machine depend on.</summary>
    public static IEnumerable<Check> About()
    {
        var machine = Machine.This;
        yield return new Check("kernel", Health.Fine, machine.Kernel);
        yield return new Check("C library", Health.Fine, machine.Libc);
        yield return new Check(
            "processor", Health.Fine, $"{machine.Cpu}, {Words.Count(machine.Cores, "core")}");
    }

    /// <summary>What helps and is not needed.</summary>
    public IEnumerable<Check> Helpful()
    {
        yield return Tool(
            "perf", "perf", "--version", "apt-get install linux-perf (Ubuntu: linux-tools-generic)", Health.Optional);
        yield return Tool("valgrind", "valgrind", "--version", "apt-get install valgrind", Health.Optional);
        yield return Tool(
            "eu-stack (native stacks of NativeAOT; gdb does as well)", "eu-stack", "--version", "apt-get install elfutils", Health.Optional);
        yield return Tool("gdb", "gdb", "--version", "apt-get install gdb", Health.Optional);
        yield return Tool("Node.js", "node", "--version", "apt-get install nodejs", Health.Optional);
    }

    /// <summary>The first line that a program writes, say its version; null when there is no such program, or it writes none
    /// in time.</summary>
    public static string? Ask(string program, string argument) => Ask(program, argument, Limit);

    internal static string? Ask(string program, string argument, TimeSpan limit)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            try
            {
                var line = process.StandardOutput.ReadLineAsync().WaitAsync(limit).GetAwaiter().GetResult();
                return string.IsNullOrWhiteSpace(line) ? null : line.Trim();
            }
            finally
            {
                process.Kill(entireProcessTree: true); // Whatever else it wants to say, or does not say.
            }
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            return null;
        }
    }

    // Neighbours are of the same framework: what could be tested beside the one that runs the kit.
    private static Check Runtime()
    {
        var own = Installation.RuntimeDirectory;
        var others = Path.GetDirectoryName(own) is { } shared && Directory.Exists(shared)
            ? Directory.GetDirectories(shared).Where(d => d != own).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal).ToList()
            : [];
        var beside = others.Count == 0 ? "" : $"; beside it {string.Join(", ", others)}";
        return new Check(".NET runtime", Health.Fine, $"{Environment.Version} in {own}{beside}");
    }

    private Check Tool(string name, string program, string argument, string advice, Health without = Health.Missing) =>
        ask(program, argument) is { } version
            ? new Check(name, Health.Fine, version)
            : new Check(name, without, $"no {program}", advice);

    private Check Built(string name, string file) => File.Exists(file)
        ? new Check(name, Health.Fine, file)
        : new Check(
            name, Health.Missing, $"no {file}", kit.Installation.IsBundle ? "unpack the bundle again" : "./run-conformance.sh builds it");

    private Check Law()
    {
        try
        {
            return new Check(
                "rules", Health.Fine, $"{kit.Rulebook.Rules.Count} rules, {kit.Holes.List.Count} kinds of holes");
        }
        catch (InputException fault)
        {
            return new Check("rules", Health.Missing, fault.Message, "mend the file");
        }
    }

    /// <summary>The watcher's eyes, tried on a process of our own: without them no deadlock is ever proved.</summary>
    private static Check Proc()
    {
        const string Advice = "run as the same user, without hidepid and with kernel.yama.ptrace_scope at most 1";
        if (!OperatingSystem.IsLinux())
        {
            return new Check(
                "/proc", Health.Absent, "only Linux has it: a hang ends as timed-out, and nothing is proved");
        }

        try
        {
            // The shell itself: it is there where no PATH is set and nothing else installed.
            using var sleeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read line"]) { RedirectStandardInput = true })!;
            try
            {
                SpinWait.SpinUntil(
                    () => Sample(sleeper) is { State: 'S', SystemCall.IsReadable: true }, TimeSpan.FromSeconds(2));
                return Sample(sleeper) is { SystemCall.IsReadable: true }
                    ? new Check("/proc", Health.Fine, "threads, their states and system calls can be read")
                    : new Check(
                        "/proc", Health.Missing, "the system calls of a child cannot be read: no hang is ever proved",
                        Advice);
            }
            finally
            {
                sleeper.Kill();
            }
        }
        catch (Win32Exception fault)
        {
            return new Check("/proc", Health.Missing, $"not tried: {fault.Message}", "apt-get install dash");
        }

        static ThreadSample? Sample(Process process) => Execution.Proc.Thread(process.Id, process.Id);
    }
}
