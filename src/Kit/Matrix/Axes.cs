namespace Kit.Matrix;

/// <summary>What a runtime says of itself.</summary>
/// <param name="Name">".NET 10.0.12".</param>
/// <param name="Commit">Of dotnet/runtime, or of the whole product; null where the build did not note any.</param>
/// <param name="Configuration">Release, Checked or Debug; of its core library.</param>
public sealed record RuntimeWords(string Name, string? Commit = null, string? Configuration = null);

/// <summary>The axes of the matrix. The child is their one source of truth: nothing here knows a member by
/// name.</summary>
public sealed class Axes
{
    private readonly Dictionary<string, Library> libraries;
    private readonly Dictionary<string, ThreadKind> threads;
    private readonly Dictionary<string, Body> bodies;

    public Axes(
        IEnumerable<Library> libraries,
        IEnumerable<CallKind> calls,
        IEnumerable<ThreadKind> threads,
        IEnumerable<Entry> entries,
        IEnumerable<Body> bodies,
        string runtime,
        RuntimeWords? build = null)
    {
        Libraries = [.. libraries];
        Calls = [.. calls];
        Threads = [.. threads];
        Entries = [.. entries];
        Bodies = [.. bodies];
        Build = build ?? new RuntimeWords(runtime);
        ByPlace = [Libraries, Calls, Threads, Entries, Bodies];
        foreach (var (place, members) in Key.Places.Zip(ByPlace))
        {
            RequireSoundNames(place, members);
        }

        this.libraries = Libraries.ToDictionary(m => m.Name);
        this.threads = Threads.ToDictionary(m => m.Name);
        this.bodies = Bodies.ToDictionary(m => m.Name);
    }

    public IReadOnlyList<Library> Libraries { get; }

    public IReadOnlyList<CallKind> Calls { get; }

    public IReadOnlyList<ThreadKind> Threads { get; }

    public IReadOnlyList<Entry> Entries { get; }

    public IReadOnlyList<Body> Bodies { get; }

    /// <summary>The runtime that the child said it runs on.</summary>
    public string Runtime => Build.Name;

    /// <summary>The same, with what else it says of its build.</summary>
    public RuntimeWords Build { get; }

    /// <summary>The members of each place of a key, in order.</summary>
    public IReadOnlyList<IReadOnlyList<IMember>> ByPlace { get; }

    /// <summary>Reads what a child's <c>describe</c> printed: a JSON object a line.</summary>
    public static Axes Parse(string source, IEnumerable<string> lines) => new AxesReader(source).Read(lines);

    /// <summary>These axes, and the libraries that the other ones have beside: what a plug-in's description
    /// adds.</summary>
    /// <param name="other">The plug-in's.</param>
    /// <param name="file">The plug-in, as it was typed.</param>
    public Axes WithLibrariesOf(Axes other, string? file = null)
    {
        var added = other.Libraries.Where(l => !libraries.ContainsKey(l.Name)).Select(l => l with { File = file });
        return new Axes(Libraries.Concat(added), Calls, Threads, Entries, Bodies, Runtime, Build);
    }

    public Library Library(string name) => libraries[name];

    public ThreadKind Thread(string name) => threads[name];

    public Entry Entry(string name) => Entries.First(e => e.Name == name);

    public Body Body(string name) => bodies[name];

    /// <summary>Whether every place names a member.</summary>
    public bool Have(Key key)
    {
        for (var place = 0; place < ByPlace.Count; place++)
        {
            if (ByPlace[place].All(m => m.Name != key[place]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Why the cell cannot be on this machine, as its first absent member says, or null.</summary>
    public string? Absent(Key key)
    {
        for (var place = 0; place < ByPlace.Count; place++)
        {
            if (ByPlace[place].FirstOrDefault(m => m.Name == key[place])?.Absent is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static void RequireSoundNames(string place, IReadOnlyList<IMember> members)
    {
        if (members.Count == 0)
        {
            throw new InputException($"the axis '{place}' has no member");
        }

        foreach (var member in members)
        {
            if (!Key.IsName(member.Name))
            {
                throw new InputException(
                    $"a {place} is called '{member.Name}'; names have lower case letters, digits and '-' only");
            }
        }

        if (members.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputException($"there are two members '{twice.Key}' on the axis '{place}'");
        }
    }
}
