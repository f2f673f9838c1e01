using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>What the commands stand on. Everything is loaded when it is first asked for: a command that needs no child is
/// not stopped by a child that was not built.</summary>
public sealed class KitContext : IDisposable
{
    private Lazy<Installation> installation;
    private readonly Lazy<Rulebook> rulebook;
    private readonly Lazy<Holes> holes;
    private readonly Lazy<Looks> looks;
    private readonly Func<Installation, EnvironmentName, IReadOnlyList<string>, Axes> readAxes;
    private readonly Dictionary<string, Axes> asked = [];

    /// <param name="installation">Finds it.</param>
    /// <param name="readAxes">Asks the child for its axes, with the libraries of plug-in files beside its own.</param>
    public KitContext(Func<Installation> installation, Func<Installation, EnvironmentName, IReadOnlyList<string>, Axes> readAxes)
    {
        this.readAxes = readAxes;
        this.installation = new(installation);
        rulebook = new(() => Rulebook.Load(Installation.RulesDirectory));
        looks = new(() => Execution.Looks.By(Installation));
        holes = new(() => Holes.Load(Installation.HolesFile));
    }

    /// <summary>Ends the process that looks into children, if there is one.</summary>
    public void Dispose()
    {
        if (looks.IsValueCreated)
        {
            looks.Value.Dispose();
        }
    }

    public Installation Installation => installation.Value;

    public Rulebook Rulebook => rulebook.Value;

    public Holes Holes => holes.Value;

    /// <summary>Into stuck children, once for each kind of proof.</summary>
    public Looks Looks => looks.Value;

    /// <summary>Where reports go when nobody says otherwise.</summary>
    public string DefaultOutput => Path.Combine(Installation.ResultsRoot, "reports");

    /// <summary>The same with what a command was given: before anything is asked of it.</summary>
    public void Use(Installation given) => installation = new(given);

    /// <summary>The environments that were asked for by name; of a build that was brought along, if there is one.</summary>
    public IReadOnlyList<EnvironmentName> Environments(IReadOnlyList<string> names) =>
        AllEnvironments.Named(names, () => Installation) is var named && names.Count > 0 && Installation.Brought is { } build
            ? [.. named.Where(e => !names.Contains(AllEnvironments.Word) || e.Runtime == Named(build.Runtime).Runtime)
                .Select(e => build.Environment(names.Contains(AllEnvironments.Word) ? e.OfVersion(build.Runtime.Version) : e)).Distinct()]
            : named;

    /// <summary>The environment that is meant when nobody says: of the build that was brought along, or the plain one.</summary>
    public EnvironmentName Plain => Installation.Brought?.Runtime ?? Reproduce.DefaultEnvironment;

    /// <summary>The environments that were asked for by name, else <see cref="Plain"/>.</summary>
    public IReadOnlyList<EnvironmentName> EnvironmentsOrPlain(IReadOnlyList<string> names) =>
        names.Count > 0 ? Environments(names) : [Plain];

    /// <summary>Asks the child of the plain environment.</summary>
    public Axes Axes(params IReadOnlyList<string> pluginFiles) => Axes(Reproduce.DefaultEnvironment, pluginFiles);

    /// <summary>Asks the child of an environment, which is built first when it has to be.</summary>
    public Axes Axes(EnvironmentName environment, IReadOnlyList<string> pluginFiles)
    {
        var question = string.Join('\n', pluginFiles.Prepend(environment.ToString()));
        if (!asked.TryGetValue(question, out var axes))
        {
            // a child's start: not twice for the same question
            asked.Add(question, axes = readAxes(Installation, environment, pluginFiles));
        }

        return axes;
    }

    /// <summary>The full product of the plain environment, with the libraries of plug-ins.</summary>
    public Product Product(params IReadOnlyList<string> pluginFiles) => new(Axes(pluginFiles), Holes);

    /// <summary>The full product of an environment: what its runtime has not is absent.</summary>
    public Product Product(EnvironmentName environment, IReadOnlyList<string> pluginFiles) =>
        new(Axes(environment, pluginFiles), Holes);

    /// <summary>How children are started in an environment.</summary>
    public ChildProgram Program(EnvironmentName environment, IReadOnlyList<string> pluginFiles, bool dumps = false) => new(
        Installation,
        environment,
        Axes(environment, pluginFiles).Libraries.TakeLast(pluginFiles.Count).Select(l => l.Name)
            .Zip(pluginFiles.Select(Path.GetFullPath)).ToDictionary(p => p.First, p => p.Second)) { Dumps = dumps };

    /// <summary>
    /// The key of one cell that can be run: also one that the matrix leaves out for a written reason, as somebody asks for it.
    /// </summary>
    /// <exception cref="InputException">No such cell: says which name is unknown and what is near, or why it cannot be.</exception>
    public Key NeedCell(string text, IReadOnlyList<string> pluginFiles)
    {
        var key = Key.Parse(text);
        var product = Product(pluginFiles);
        return !product.Axes.Have(key) ? throw new InputException(NoSuchCell.Why(product, Selector.Of(key)))
            : product.Impossible(key) is { } reason ? throw new InputException($"{key} cannot be run: {reason}")
            : key;
    }

    /// <summary>What is known of an environment; of a build that was brought along, what is known of the one that it is
    /// compared with.</summary>
    public Known Known(EnvironmentName environment) =>
        Rules.Known.Load(Rules.Known.FileOf(Installation.KnownDirectory, Named(environment)));

    /// <summary>The named environment that a build which was brought along is compared with: of its version, or of the newest
    /// where the kit has none of that version. Any other is itself.</summary>
    public EnvironmentName Named(EnvironmentName environment) =>
        !environment.IsPrivate ? environment
        : RuntimeVersions.Of(Installation).Keys is var versions && (versions.Contains(environment.Version) || !versions.Any())
            ? environment.Private(false)
        : environment.Private(false).OfVersion(versions.MaxBy(Version.Parse)!);

    /// <summary>The rules as a page in this folder shows them: with links when both lie in the repository.</summary>
    public RuleOrder RulesAsSeenFrom(string folder) =>
        new(Rulebook, RootAsSeenFrom(folder) is { } root ? $"{root}/{Path.GetRelativePath(Installation.Root, Installation.RulesDirectory)}" : null);

    /// <summary>The way from a folder of the repository to its top; null from anywhere else.</summary>
    public string? RootAsSeenFrom(string folder)
    {
        var inside = Path.GetFullPath(folder).StartsWith(Installation.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return inside && !Installation.IsBundle ? Path.GetRelativePath(folder, Installation.Root).Replace('\\', '/') : null;
    }
}
