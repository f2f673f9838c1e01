using System.Globalization;
using Kit.Matrix;

namespace Kit.Execution;

/// <summary>How the child program is started in one environment: its runtime, its variables, its arguments.</summary>
/// <param name="installation">Where the kit's parts are.</param>
/// <param name="environment">Runtime and modes.</param>
/// <param name="plugIns">The files of libraries from outside the kit, by the name in their descriptor.</param>
public sealed class ChildProgram(
    Installation installation, EnvironmentName environment, IReadOnlyDictionary<string, string>? plugIns = null)
{
    // A cell that needs more than this is out of hand, and the machine is not its own.
    private const long DataBytes = 8L << 30;
    private const int CpuSeconds = 120;

    private static readonly string[] Inherited = ["PATH", "HOME", "LANG"];

    /// <summary>Runtime and modes.</summary>
    public EnvironmentName Environment { get; } = environment;

    /// <summary>Keep core dumps of the runtime's making, see <see cref="DumpFile"/>.</summary>
    public bool Dumps { get; init; }

    /// <summary>Where a child with <see cref="Dumps"/> leaves its dump.</summary>
    public static string DumpFile(Launcher launcher) => Path.Combine(launcher.WorkDirectory, "dump");

    /// <summary>One cell.</summary>
    public ChildStart Cell(Key key, Launcher launcher)
    {
        return Start(launcher, [Library(key), key.Call, key.Thread, key.Entry, key.Body, .. Flags], Dumps);
    }

    /// <summary>One of the cells that lie on purpose. It leaves no dump: writing one takes longer than a plant may.</summary>
    public ChildStart Plant(string name, Launcher launcher) => Start(launcher, ["plant", name], dumps: false);

    /// <summary>The program that ends as soon as it is in Main.</summary>
    public ChildStart Floor(Launcher launcher) => Start(launcher, ["floor"], dumps: false);

    /// <summary>The stop-watch: what its words mean stands in conformance/Cells/Latency/Timing.cs.</summary>
    public ChildStart Latency(Launcher launcher, IEnumerable<string> words) => Start(
        launcher, ["latency", .. words, .. plugIns?.Select(p => $"{p.Key}={p.Value}") ?? []], dumps: false);

    /// <summary>The members of every axis, as JSON lines on standard output.</summary>
    /// <param name="plugInFile">Instead of the kit's libraries, this one.</param>
    public ChildStart Describe(Launcher launcher, string? plugInFile = null) =>
        Start(launcher, plugInFile is null ? ["describe"] : ["describe", plugInFile], dumps: false);

    /// <summary>The command that does the same by hand, for a shell or a debugger: nobody watches it then.</summary>
    public string ByHand(Key key)
    {
        return Reports.Shell.Variables(Variables) + string.Join(' ', ((string[])[.. Program, Library(key), key.Call, key.Thread, key.Entry, key.Body, .. Flags]).Select(Reports.Shell.Word));
    }

    /// <summary>What is executed, before the words that say which cell.</summary>
    /// <exception cref="InstallationException">A part of it is not there.</exception>
    public IReadOnlyList<string> Program
    {
        get
        {
            var child = ChildBuild.Of(installation, Environment).File;
            return Environment.Has(Mode.Shared) ? [installation.Need(installation.SharedHost), installation.Need(child)]
                : Environment.IsNativeAot ? [installation.Need(child)]
                : [installation.Need(installation.Host), RuntimeDirectory(), installation.Need(child)];
        }
    }

    /// <summary>The folder with libcoreclr.so, and where its assemblies lie apart their folder behind a colon; with NativeAOT
    /// there is none.</summary>
    /// <exception cref="InputException">The environment's runtime is not here.</exception>
    public string RuntimeDirectory() =>
        Environment.IsPrivate ? string.Join(':', PrivateBuild.Need(installation, Environment).Folders) :
        Environment.Platform != EnvironmentName.ThisPlatform
            ? throw new InputException($"the runtime of '{Environment}' is not here: this kit runs on {EnvironmentName.ThisPlatform}")
        : Environment.Version == Installation.OwnVersion ? Installation.RuntimeDirectory
        : installation.Need(Path.Combine(installation.RuntimesDirectory, Environment.Runtime));

    private IEnumerable<KeyValuePair<string, string>> Variables =>
        TimeoutScale.Concat(Environment.Variables).Concat(Neighbours.Variables(installation, Environment));

    private IEnumerable<KeyValuePair<string, string>> TimeoutScale => installation.TimeoutScale == 1
        ? [] : [new("KIT_TIMEOUT_SCALE", installation.TimeoutScale.ToString(CultureInfo.InvariantCulture))];

    private string Library(Key key) => plugIns?.GetValueOrDefault(key.Library) ?? key.Library;

    /// <summary>The words after the key: modes that the child brings about, or has to find in force.</summary>
    public IReadOnlyList<string> Flags => [.. Environment.Modes.Where(m => !m.OfTheMachine).Select(m => m.Name)];

    private ChildStart Start(Launcher launcher, IEnumerable<string> arguments, bool dumps)
    {
        var variables = Inherited
            .Select(name => KeyValuePair.Create(name, System.Environment.GetEnvironmentVariable(name)))
            .Where(v => !string.IsNullOrEmpty(v.Value))
            .Select(v => KeyValuePair.Create(v.Key, v.Value!))
            .Append(new("TMPDIR", launcher.WorkDirectory))
            .Append(new("KIT_PAGE", launcher.PageDescriptor.ToString()))
            .Concat(Variables);
        if (dumps)
        {
            variables = variables
                .Append(new("DOTNET_DbgEnableMiniDump", "1"))
                .Append(new("DOTNET_DbgMiniDumpType", Execution.Dumps.TypeFor(Environment)))
                .Append(new("DOTNET_DbgMiniDumpName", DumpFile(launcher)));
        }

        return new ChildStart([.. Program, .. arguments], [.. variables])
        {
            CpuSeconds = (int)Math.Ceiling(CpuSeconds * installation.TimeoutScale),
            DataBytes = DataBytes,
            Cores = dumps && Environment.IsNativeAot,
        };
    }
}
