using System.Diagnostics;
using Kit.Matrix;

namespace Kit.Execution;

/// <summary>
/// The child program as an environment needs it: which build of conformance/Cells that is, where it lies, and the build
/// itself, made when an environment is first asked for and again when its sources are newer.
/// </summary>
/// <param name="Name">The property CellsChild of conformance/Cells/Directory.Build.props.</param>
/// <param name="File">The program: an assembly for kit-host, or an executable.</param>
public sealed record ChildBuild(string Name, string File)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private static readonly string[] SourceFolders = ["conformance/Cells", "native/callbacks"];

    private static readonly string[] SourceEndings = [".cs", ".csproj", ".props", ".c", ".h", ".cpp", "CMakeLists.txt"];

    /// <summary>The build that an environment runs.</summary>
    public static ChildBuild Of(Installation installation, EnvironmentName environment)
    {
        var brought = environment.IsPrivate ? PrivateBuild.Need(installation, environment) : null;
        if (brought?.Child is { } child)
        {
            return new ChildBuild("brought along", child);
        }

        var kind = environment.IsNativeAot ? environment.Runtime : $"net{brought?.ChildVersion ?? environment.Version}";
        var name = string.Join('+', environment.Modes.Where(m => m.NeedsBuild(environment)).Select(m => m.Name).Prepend(kind));
        var file = environment.Has(Mode.Shared) ? "Cells.so" : environment.IsNativeAot ? "Cells" : "Cells.dll";
        return new ChildBuild(name, Path.Combine(installation.CellsDirectory, name, file));
    }

    /// <summary>It is there, and no older than its sources.</summary>
    public bool IsBuilt(Installation installation) => IsGiven(installation) ? System.IO.File.Exists(File) : IsFresh(installation);

    /// <summary>Builds what is not there or older than its sources.</summary>
    /// <param name="say">Takes a line now and then.</param>
    /// <exception cref="InputException">There is no such runtime.</exception>
    /// <exception cref="InstallationException">It cannot be built: says why, as far as that is known, and what to do.</exception>
    public void Ensure(Installation installation, EnvironmentName environment, Action<string> say)
    {
        foreach (var neighbour in Neighbours.Of(installation, environment))
        {
            Of(installation, neighbour).Ensure(installation, neighbour, say);
        }

        if (IsGiven(installation))
        {
            return;
        }

        if (installation.IsBundle)
        {
            RequireInBundle(installation, environment);
            return;
        }

        var known = RuntimeVersions.Of(installation);
        if (environment.Platform != EnvironmentName.ThisPlatform)
        {
            throw new InputException($"the runtime of '{environment}' is not here: this kit runs on {EnvironmentName.ThisPlatform}");
        }

        if (!known.TryGetValue(installation.Brought?.ChildVersion ?? environment.Version, out var version))
        {
            throw new InputException(
                $"the runtime of '{environment}' is not here: this kit runs {string.Join(", ", known.Keys)}; "
                + "a line in conformance/Cells/Runtimes.props adds one");
        }

        Directory.CreateDirectory(installation.CellsDirectory);
        var stamp = Stamp(installation);
        using var alone = Alone(stamp + ".lock", say);
        if (IsFresh(installation))
        {
            return;
        }

        var began = DateTime.UtcNow;
        say($"Building the child of {Name} ({version}); the first time its packages are fetched too ...");
        Build(installation, environment, say);
        System.IO.File.WriteAllText(stamp, version);
        System.IO.File.SetLastWriteTimeUtc(stamp, began); // what was changed meanwhile is newer
    }

    private void RequireInBundle(Installation installation, EnvironmentName environment)
    {
        if (!System.IO.File.Exists(File))
        {
            throw new InputException(
                $"'{environment.RuntimeAndModes}' is not in this bundle, which has {string.Join(", ", BuiltChildren.Of(installation).Select(b => b.Environment.RuntimeAndModes))}; "
                + $"one that has it is made in a clone: ./run-conformance.sh bundle --environment {environment.RuntimeAndModes}");
        }
    }

    // Two kits at a time: the second waits for what the first builds.
    private static FileStream Alone(string file, Action<string> say)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 3000 && System.IO.File.Exists(file)) // else nobody has it: it cannot be made
            {
                if (tries == 0)
                {
                    say("Waiting for another kit that builds the same ...");
                }

                Thread.Sleep(200);
            }
        }
    }

    // ./run-conformance.sh built it, or somebody else.
    private bool IsGiven(Installation installation) =>
        Name == $"net{Installation.OwnVersion}" || installation.Brought?.Child == File;

    private string Stamp(Installation installation) => Path.Combine(installation.CellsDirectory, $".{Name}.built");

    private bool IsFresh(Installation installation)
    {
        var stamp = Stamp(installation);
        if (!System.IO.File.Exists(File) || !System.IO.File.Exists(stamp))
        {
            return false;
        }

        var built = System.IO.File.GetLastWriteTimeUtc(stamp);
        return SourceFolders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(installation.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(installation.Root, "Directory.*.props"))
            .Where(file => SourceEndings.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
            .All(file => System.IO.File.GetLastWriteTimeUtc(file) <= built);
    }

    private void Build(Installation installation, EnvironmentName environment, Action<string> say)
    {
        // What is compiled ahead of time is published.
        var isCompiled = environment.IsNativeAot || Name.Contains('+', StringComparison.Ordinal);
        var log = Path.Combine(installation.Root, "artifacts", $"build-{Name}.log");
        string[] words =
        [
            isCompiled ? "publish" : "build", Path.Combine(installation.Root, "conformance", "Cells", "Cells.csproj"),
            "-c", "Release", "-nologo", "-v", "quiet", "-nodeReuse:false", $"-p:CellsChild={Name}",
        ];
        var info = new ProcessStartInfo(Installation.Muxer, words)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Start(info);
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (!process.WaitForExit(SayEvery))
        {
            say($"... still building {Name}, {clock.Elapsed.TotalSeconds:0} s");
        }

        var text = string.Join('\n', output.GetAwaiter().GetResult());
        System.IO.File.WriteAllText(log, text);
        if (process.ExitCode != 0)
        {
            throw new InstallationException(
                $"The child of {environment.Runtime} cannot be built. {BuildAdvice.For(text)} All that the build said is in {log}.");
        }
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InstallationException(
                $"There is no .NET SDK here ({fault.Message}), and another runtime's child has to be built. How to get it: "
                + "https://learn.microsoft.com/dotnet/core/install/linux");
        }
    }
}
