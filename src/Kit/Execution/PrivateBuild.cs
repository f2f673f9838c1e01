using System.Reflection;
using System.Text.RegularExpressions;
using Kit.Matrix;
using Kit.Rules;

namespace Kit.Execution;

/// <summary>A build of a runtime that somebody brings along: a folder of CoreCLR, or a child that was published with
/// NativeAOT.</summary>
/// <param name="Kind">What it was recognised as.</param>
/// <param name="Path">As it was named, made absolute.</param>
/// <param name="Runtime">Its environment, plain: <c>coreclr-11.0+private</c>.</param>
/// <param name="Folders">The folder with libcoreclr.so, and that of the assemblies where they lie apart.</param>
/// <param name="ChildVersion">Which build of the child it runs: of its own version, else the newest that is older.</param>
public sealed partial record PrivateBuild(
    string Kind, string Path, EnvironmentName Runtime, IReadOnlyList<string> Folders, string? ChildVersion)
{
    private const string Core = "libcoreclr.so", Jit = "libclrjit.so", CoreLibrary = "System.Private.CoreLib.dll";

    /// <summary>The program, where it holds its runtime itself.</summary>
    public string? Child => Folders.Count == 0 ? Path : null;

    /// <summary>As it is typed.</summary>
    public string Option => $"{(Child is null ? "--runtime" : "--child")} {Path}";

    /// <summary>What was brought along for an environment with the mark.</summary>
    /// <exception cref="InputException">Nothing was.</exception>
    public static PrivateBuild Need(Installation installation, EnvironmentName environment) => installation.Brought
        ?? throw new InputException(
            $"'{environment}' is a build that is brought along: name it, with {(environment.IsNativeAot ? "--child FILE" : "--runtime DIR")}");

    /// <summary>Recognises a runtime by the files in its folder; nothing of it is run.</summary>
    /// <exception cref="InputException">It is none, not whole, for another machine, or too old: says what was looked for.</exception>
    public static PrivateBuild OfRuntime(string named, Installation installation)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(named));
        if (!Directory.Exists(path))
        {
            throw new InputException(File.Exists(path)
                ? $"{path} is a file: --runtime takes the folder with {Core}, and --child takes a child published with NativeAOT"
                : $"there is no folder {path}");
        }

        var (kind, folders) = Recognize(path) ?? throw new InputException(
            $"{path} is no runtime: looked for {Core} in it (a shared framework folder, or a Core_Root) and for native/{Core} "
            + $"(a runtime pack, runtimes/{EnvironmentName.ThisPlatform} of it){Nearby(path)}");
        var core = System.IO.Path.Combine(folders[0], Core);
        if (SharedObject.WhyNot(core, "is not a shared library: a build that was cut off may leave it empty") is { } reason)
        {
            throw new InputException($"{core} {reason}");
        }

        string Missing(string file, string folder) =>
            $"{path} looks like a {kind}, but there is no {file} in {folder}: it is not whole";
        var library = folders.Select(f => System.IO.Path.Combine(f, CoreLibrary)).FirstOrDefault(File.Exists)
            ?? throw new InputException(Missing(CoreLibrary, folders[^1]));
        if (!File.Exists(System.IO.Path.Combine(folders[0], Jit)))
        {
            throw new InputException(Missing(Jit, folders[0]));
        }

        var version = VersionOf(library);
        var child = ChildVersions(installation).Where(v => v <= version).Max() ?? throw new InputException(
            $"{path} is .NET {version}, and there is no child for it: the oldest is for {ChildVersions(installation).Min()}");
        return new PrivateBuild(kind, path, EnvironmentName.Parse($"coreclr-{version}+private"), folders, child.ToString());
    }

    /// <summary>Asks a child what it is.</summary>
    /// <exception cref="InputException">It is no child of this kit.</exception>
    public static PrivateBuild OfChild(string named, Installation installation)
    {
        var path = System.IO.Path.GetFullPath(named);
        const string Advice = "publish one from conformance/Cells, as docs/bring-your-own-runtime.md says";
        if (!File.Exists(path))
        {
            throw new InputException($"there is no file {path}");
        }

        if (SharedObject.WhyNot(path, $"is not a program of this machine's: {Advice}") is { } reason)
        {
            throw new InputException($"{path} {reason}");
        }

        // Its version is not known before it is asked, and it does not depend on what the environment is called meanwhile.
        var build = new PrivateBuild(
            "a child published with NativeAOT", path, EnvironmentName.Parse($"nativeaot-{Installation.OwnVersion}+private"), [], null);
        var axes = AxesSource.AskOne(installation.With(build, installation.TimeoutScale), build.Runtime, path, Advice);
        var own = AxesSource.Read(installation, Reports.Reproduce.DefaultEnvironment, []);
        foreach (var (place, (mine, its)) in Key.Places.Zip(own.ByPlace.Zip(axes.ByPlace)))
        {
            if (Odd(mine, its) is { } member)
            {
                throw new InputException(
                    $"{path} is of another version of the kit: {(its.Any(m => m.Name == member) ? "only it" : "only this kit")} has the {place} '{member}'. {Advice}");
            }
        }

        var version = Numbers().Match(axes.Runtime) is { Success: true } match ? match.Value
            : throw new InputException($"{path} says that it runs on '{axes.Runtime}', and no version is in that");
        return build with { Runtime = build.Runtime.OfVersion(version) };
    }

    /// <summary>The environment of this build that was asked for by the name of another one: its modes, and the mark.</summary>
    /// <exception cref="InputException">The name is of another runtime.</exception>
    public EnvironmentName Environment(EnvironmentName asked) =>
        asked.Runtime != Runtime.Runtime ? throw new InputException(
            $"{Path} is {Runtime.Runtime}, and '{asked}' is another runtime: leave --environment out, or name {Runtime.Runtime} with modes")
        : Child is not null && asked.Modes.FirstOrDefault(m => m.NeedsBuild(asked)) is { } built ? throw new InputException(
            $"{Path} is built already, and the mode +{built} is brought about by the build")
        : asked.Private(true);

    private static (string Kind, IReadOnlyList<string> Folders)? Recognize(string path)
    {
        string In(params string[] names) => System.IO.Path.Combine([path, .. names]);
        if (File.Exists(In(Core)))
        {
            return (File.Exists(In("corerun")) ? "Core_Root" : "shared framework folder", [path]);
        }

        if (!File.Exists(In("native", Core)))
        {
            return null;
        }

        string[] assemblies = Directory.Exists(In("lib")) ? Directory.GetDirectories(In("lib")) : [];
        return ("runtime pack", [In("native"), .. assemblies.Order(StringComparer.Ordinal).Take(1)]);
    }

    // Where people look first, and the runtime lies deeper.
    private static string Nearby(string path)
    {
        string[] inner = [$"runtimes/{EnvironmentName.ThisPlatform}", "Tests/Core_Root", "tests/Core_Root", "Core_Root"];
        var shared = System.IO.Path.Combine(path, "shared", "Microsoft.NETCore.App");
        var found = inner.Select(i => System.IO.Path.Combine(path, i))
            .Concat(Directory.Exists(shared) ? Directory.GetDirectories(shared).Order(StringComparer.Ordinal) : [])
            .FirstOrDefault(f => Directory.Exists(f) && Recognize(f) is not null);
        return found is null ? "" : $"; meant may be --runtime {found}";
    }

    private static Version VersionOf(string library)
    {
        try
        {
            var version = AssemblyName.GetAssemblyName(library).Version!;
            return new Version(version.Major, version.Minor);
        }
        catch (Exception fault) when (fault is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{library} cannot be read: {fault.Message}", fault);
        }
    }

    private static IEnumerable<Version> ChildVersions(Installation installation) =>
        RuntimeVersions.Of(installation).Keys.Append(Installation.OwnVersion).Distinct().Select(Version.Parse);

    private static string? Odd(IReadOnlyList<IMember> mine, IReadOnlyList<IMember> its) =>
        mine.Select(m => m.Name).Except(its.Select(m => m.Name))
            .Concat(its.Select(m => m.Name).Except(mine.Select(m => m.Name))).FirstOrDefault();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Numbers();
}
