using System.Runtime.InteropServices;

namespace Kit.Execution;

/// <summary>Something the kit is made of is not there. The message says what to type.</summary>
public sealed class InstallationException(string message) : Exception(message);

/// <summary>Where the kit's parts are, in a clone of the repository or in a bundle. Nothing else knows.</summary>
public sealed class Installation
{
    // A clone is known by its solution, a bundle by this file.
    const string RepositoryMark = "Kit.sln";
    public const string BundleMark = "kit-bundle.json";

    Installation(string root, bool isBundle)
    {
        Root = root;
        IsBundle = isBundle;
        // A bundle is laid out as a clone is: what was built lies where the build puts it.
        var artifacts = Path.Combine(root, "artifacts");
        var law = Path.Combine(root, "conformance");
        var native = Environment.GetEnvironmentVariable("KIT_NATIVE");
        NativeDirectory = string.IsNullOrEmpty(native) ? Path.Combine(artifacts, "native") : Path.GetFullPath(native);
        Launcher = Path.Combine(NativeDirectory, "kit-launcher");
        Host = Path.Combine(NativeDirectory, "kit-host");
        SharedHost = Path.Combine(NativeDirectory, "kit-shared-host");
        CellsDirectory = Path.Combine(artifacts, "cells");
        CellsDll = Path.Combine(CellsDirectory, "net10.0", "Cells.dll");
        RuntimesDirectory = Path.Combine(artifacts, "runtimes");
        KitDll = typeof(Installation).Assembly.Location;
        HolesFile = Path.Combine(law, "holes.yaml");
        RulesDirectory = Path.Combine(law, "rules");
        KnownDirectory = Path.Combine(law, "known");
        NativeSources = Path.Combine(root, "native", "callbacks");
        CellSources = Path.Combine(root, "conformance", "Cells");
    }

    /// <summary>The build of a runtime that was brought along for this command, or null.</summary>
    public PrivateBuild? Brought { get; private init; }

    /// <summary>How much longer than usual everything that has a time limit may take.</summary>
    public double TimeoutScale { get; private init; } = 1;

    /// <summary>The top folder of the clone or of the bundle.</summary>
    public string Root { get; }

    /// <summary>There is no SDK: what is missing cannot be built.</summary>
    public bool IsBundle { get; }

    /// <summary>The folder in which results go to reports and artifacts, unless somebody says where to: the clone. For a
    /// bundle, which need not be writable and is replaced by the next one, the folder that one is in.</summary>
    public string ResultsRoot => IsBundle ? Environment.CurrentDirectory : Root;

    /// <summary>What CMake built: kit-launcher, kit-host, the cells' native side. KIT_NATIVE names another.</summary>
    public string NativeDirectory { get; }

    public string Launcher { get; }

    /// <summary>Runs the child on CoreCLR.</summary>
    public string Host { get; }

    /// <summary>Runs the child that is a NativeAOT shared library.</summary>
    public string SharedHost { get; }

    /// <summary>A folder for each build of the program that runs a cell: see <see cref="ChildBuild"/>.</summary>
    public string CellsDirectory { get; }

    /// <summary>A folder for each runtime that was fetched, called as environments call it.</summary>
    public string RuntimesDirectory { get; }

    /// <summary>The program that runs a cell on the runtime that runs the kit.</summary>
    public string CellsDll { get; }

    /// <summary>The program that is running: it starts itself again for a look into a stuck process.</summary>
    public string KitDll { get; }

    /// <summary>The points of the product that are not run, with reasons.</summary>
    public string HolesFile { get; }

    public string RulesDirectory { get; }

    public string KnownDirectory { get; }

    /// <summary>The C sources of the native side: what an export is made of.</summary>
    public string NativeSources { get; }

    /// <summary>The C# sources of the child program.</summary>
    public string CellSources { get; }

    /// <summary>The runtime that runs the kit itself, and the one under test unless another is named.</summary>
    public static string RuntimeDirectory =>
        Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());

    /// <summary>Its two numbers.</summary>
    public static string OwnVersion => $"{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>The command `dotnet` that belongs to it.</summary>
    public static string Muxer =>
        Path.GetFullPath(Path.Combine(RuntimeDirectory, "..", "..", "..", "dotnet")) is var beside && File.Exists(beside)
            ? beside : "dotnet";

    /// <summary>The installation that a folder (by default the running program's) lies in.</summary>
    public static Installation Find(string? folder = null)
    {
        folder ??= AppContext.BaseDirectory;
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, RepositoryMark)))
                return new(at.FullName, isBundle: false);

            if (File.Exists(Path.Combine(at.FullName, BundleMark)))
                return new(at.FullName, isBundle: true);
        }

        throw new InstallationException(
            $"{folder} lies neither in a clone of the repository (no {RepositoryMark} above it) nor in a bundle " +
            $"(no {BundleMark}). In the clone, type: ./run-conformance.sh");
    }

    /// <summary>The same installation, for a command that was given these.</summary>
    public Installation With(PrivateBuild? brought, double timeoutScale) =>
        new(Root, IsBundle) { Brought = brought, TimeoutScale = timeoutScale };

    /// <summary>The path itself if something is there, else an error that says how to get it.</summary>
    public string Need(string path) => File.Exists(path) || Directory.Exists(path)
        ? path
        : throw new InstallationException($"{path} is missing. {Advice}");

    string Advice => IsBundle
        ? $"The bundle in {Root} is not complete: unpack it again."
        : $"To build it, type in {Root}: ./run-conformance.sh";
}
