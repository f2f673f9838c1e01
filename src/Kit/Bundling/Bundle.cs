using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Bundling;

/// <summary>
/// What goes into an archive that runs without SDK and compiler: a clone's own layout with what was built where the build puts
/// it, the runtime that runs the kit in <c>dotnet</c>, and a script that finds them.
/// </summary>
/// <param name="installation">A clone in which everything was built.</param>
public sealed partial class Bundle(Installation installation)
{
    private const string Kit = "artifacts/bin/Kit/release";

    // What the kit reads, and what a reader of it wants: the law, what is known, the sources that `cell --export` takes.
    private static readonly (string Folder, string[] Endings)[] Texts =
    [
        ("conformance/rules", [".md"]),
        ("conformance/known", [".txt"]),
        ("conformance/Cells", [".cs", ".csproj", ".props"]),
        ("native/callbacks", [".c", ".h", ".cpp", ".txt"]),
        ("docs", [".md", ".json"]),
    ];

    private static readonly string[] SingleTexts = ["conformance/holes.yaml", "Directory.Packages.props", "README.md", "CHANGELOG.md"];

    private static readonly string[] Licences = ["LICENSE.txt", "ThirdPartyNotices.txt"]; // of the runtime

    // Debug information and documentation of assemblies: larger than all the rest, and nothing reads it.
    private static readonly string[] LeftOut = [".dbg", ".pdb", ".xml"];

    private static readonly string[] NativePrograms = ["kit-launcher", "kit-host", "kit-shared-host"];

    private static readonly string?[] Platforms = [EnvironmentName.ThisPlatform, "linux", "unix"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The name of the archive, and of the folder that it unpacks to.</summary>
    public static string Name => $"callback-conformance-kit-{RunFacts.KitVersion}-{EnvironmentName.ThisPlatform}";

    /// <summary>The children in it, by the environments that run them.</summary>
    public IReadOnlyList<string> Runtimes { get; } =
        [.. BuiltChildren.Of(installation).Select(b => b.Environment.RuntimeAndModes)];

    /// <summary>The newest version of glibc that the files ask the loader for, like "2.34"; known once they are. Libraries that
    /// packages brought do not count: one that cannot be loaded is absent, and its reason says why.</summary>
    public string Glibc { get; private set; } = "";

    /// <summary>Everything, each name once.</summary>
    /// <exception cref="InstallationException">A part was not built.</exception>
    public IReadOnlyList<BundledFile> Files()
    {
        List<BundledFile> files = [.. Built(), .. Law(), .. Runtime(), .. Program()];
        files.Add(BundledFile.Of("run-conformance.sh", StartScript(), isProgram: true));
        Glibc = NeededGlibc(files);
        files.Add(BundledFile.Of(Installation.BundleMark, Facts(), isProgram: false));
        return files;
    }

    // Managed assemblies ask for nothing.
    private static string NeededGlibc(IEnumerable<BundledFile> files)
    {
        var newest = new Version(2, 0);
        foreach (var file in files.Where(f => IsOurs(f.Name) && Path.GetExtension(f.Name) != ".dll"))
        {
            using var content = new StreamReader(file.Open(), System.Text.Encoding.Latin1);
            newest = GlibcForm().Matches(content.ReadToEnd()).Select(m => Version.Parse(m.Groups[1].Value)).Append(newest).Max()!;
        }

        return newest.ToString();
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("dotnet/", StringComparison.Ordinal) || name.StartsWith("artifacts/runtimes/", StringComparison.Ordinal)
        || Path.GetFileName(name) is "libcallbacks.so" or "libpartner.so" or "Cells" or "Cells.so" || NativePrograms.Contains(Path.GetFileName(name));

    private IEnumerable<BundledFile> Built() =>
    [
        // The library, its programs, and libraries that packages brought; the rest is the build's own and the tests'.
        .. NativePrograms.Concat(Directory.EnumerateFiles(installation.NativeDirectory, "*.so").Select(f => Path.GetFileName(f)))
            .Where(name => !name.StartsWith("libselftest", StringComparison.Ordinal))
            .Select(name => One($"artifacts/native/{name}", Path.Combine(installation.NativeDirectory, name))),
        .. BuiltChildren.Of(installation).SelectMany(b => Folder(
            $"artifacts/cells/{b.Build.Name}", Path.GetDirectoryName(b.Build.File)!)),
        .. Folder("artifacts/runtimes", installation.RuntimesDirectory),
    ];

    private IEnumerable<BundledFile> Law() =>
    [
        .. Texts.SelectMany(t => Directory.EnumerateFiles(Path.Combine(installation.Root, t.Folder), "*", SearchOption.AllDirectories)
            .Where(f => t.Endings.Contains(Path.GetExtension(f)))
            .Select(f => One(Path.GetRelativePath(installation.Root, f), f))),
        .. SingleTexts.Select(name => One(name, Path.Combine(installation.Root, name))),
    ];

    // As it is installed, so that it is the runtime under test and not a likeness of it.
    private static IEnumerable<BundledFile> Runtime()
    {
        var folder = Installation.RuntimeDirectory;
        var root = Path.GetFullPath(Path.Combine(folder, "..", "..", ".."));
        var version = Path.GetFileName(folder);
        var resolver = Path.Combine("host", "fxr", version, "libhostfxr.so");
        return
        [
            One("dotnet/dotnet", Path.Combine(root, "dotnet")),
            One($"dotnet/{resolver}", Path.Combine(root, resolver)),
            .. Folder($"dotnet/shared/{Path.GetFileName(Path.GetDirectoryName(folder))}/{version}", folder),
            .. Licences.Where(name => File.Exists(Path.Combine(root, name)))
                .Select(name => One($"dotnet/{name}", Path.Combine(root, name))),
        ];
    }

    // What its list of dependencies names: other programs may lie beside it.
    private IEnumerable<BundledFile> Program()
    {
        var folder = Path.GetDirectoryName(installation.KitDll)!;
        var packages = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "Kit.deps.json")))!["targets"]!.AsObject().Single().Value!.AsObject();
        return packages.SelectMany(p => Needed(p.Value!)).Concat(["Kit.deps.json", "Kit.runtimeconfig.json"]).Distinct()
            .Select(name => One($"{Kit}/{name}", Path.Combine(folder, name)));
    }

    // An assembly lies beside the program; what is another one on each platform lies below runtimes, in folders that the list
    // names.
    private static IEnumerable<string> Needed(JsonNode package) =>
    [
        .. (package["runtime"]?.AsObject() ?? []).Select(f => Path.GetFileName(f.Key)),
        .. (package["runtimeTargets"]?.AsObject() ?? []).Where(f => Platforms.Contains((string?)f.Value!["rid"])).Select(f => f.Key),
    ];

    private string Facts() => JsonSerializer.Serialize(
        new
        {
            format = 1, kit = RunFacts.KitVersion, platform = EnvironmentName.ThisPlatform, glibc = Glibc,
            runtime = Environment.Version.ToString(), environments = Runtimes,
        },
        Indented) + "\n";

    private static string StartScript()
    {
        using var text = new StreamReader(typeof(Bundle).Assembly.GetManifestResourceStream("bundle/run-conformance.sh")!);
        return text.ReadToEnd().Replace("@PLATFORM@", EnvironmentName.ThisPlatform, StringComparison.Ordinal);
    }

    private static IEnumerable<BundledFile> Folder(string name, string path) => !Directory.Exists(path) ? []
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => !LeftOut.Contains(Path.GetExtension(f)))
            .Select(f => One($"{name}/{Path.GetRelativePath(path, f)}", f));

    private static BundledFile One(string name, string path) => File.Exists(path)
        ? BundledFile.Of(name, path)
        : throw new InstallationException($"{path} is missing, and a bundle needs it. To build it, type in the clone: ./run-conformance.sh");

    [GeneratedRegex(@"GLIBC_(2\.\d+)")]
    private static partial Regex GlibcForm();
}
