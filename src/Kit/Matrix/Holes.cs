namespace Kit.Matrix;

/// <summary>A part of the product that is not run, and why.</summary>
public sealed record Hole(IReadOnlyList<Selector> Selectors, string Reason)
{
    public bool Matches(Key key) => Selector.AnyMatches(Selectors, key);
}

/// <summary>The written holes of the matrix (<c>conformance/holes.yaml</c>), in order: the first that matches gives the
/// reason.</summary>
public sealed class Holes
{
    public Holes(IEnumerable<Hole> list)
    {
        List = [.. list];
    }

    /// <summary>A matrix without holes.</summary>
    public static Holes None { get; } = new([]);

    public IReadOnlyList<Hole> List { get; }

    public static Holes Load(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the holes of the matrix cannot be read: {fault.Message}", fault);
        }
    }

    public static Holes Parse(string file, string text)
    {
        var holes = new List<Hole>();
        foreach (var part in YamlPart.Root(file, text).Items)
        {
            var fields = part.Fields("selector", "reason");
            if (!fields.TryGetValue("selector", out var selectors))
            {
                throw part.Complaint("a hole has no selector");
            }

            if (!fields.TryGetValue("reason", out var reason))
            {
                throw part.Complaint("a hole has no reason; whoever reads the report wants to know why");
            }

            holes.Add(new Hole([.. selectors.Texts.Select(s => s.Read(Selector.Parse))], reason.Text));
        }

        return new Holes(holes);
    }

    /// <summary>The hole that the cell falls into, or null.</summary>
    public Hole? Of(Key key)
    {
        foreach (var hole in List)
        {
            if (hole.Matches(key))
            {
                return hole;
            }
        }

        return null;
    }
}
