namespace Kit.Matrix;

/// <summary>A part of the product that is not run, and why.</summary>
/// <param name="Selectors">Its cells.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="RealWork">It concerns only libraries whose work is real, and therefore costs something.</param>
/// <param name="Collecting">It concerns only <c>+collecting</c>, when nobody asks for these cells by a selector.</param>
public sealed record Hole(IReadOnlyList<Selector> Selectors, string Reason, bool RealWork = false, bool Collecting = false)
{
    public bool Matches(Key key, Library library, bool collecting) =>
        (!RealWork || library.DoesRealWork) && (!Collecting || collecting) && Selector.AnyMatches(Selectors, key);
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
            var fields = part.Fields("selector", "work", "mode", "reason");
            if (!fields.TryGetValue("selector", out var selectors))
            {
                throw part.Complaint("a hole has no selector");
            }

            if (!fields.TryGetValue("reason", out var reason))
            {
                throw part.Complaint("a hole has no reason; whoever reads the report wants to know why");
            }

            var work = fields.GetValueOrDefault("work");
            if (work is { Text: not "real" })
            {
                throw work.Complaint($"'work' is '{work.Text}'; expected real: a library with items (kit.h)");
            }

            var mode = fields.GetValueOrDefault("mode");
            if (mode is not null && mode.Text != Mode.Collecting.Name)
            {
                throw mode.Complaint($"'mode' is '{mode.Text}'; expected {Mode.Collecting.Name}, the one that has not all cells anyway");
            }

            holes.Add(new Hole(
                [.. selectors.Texts.Select(s => s.Read(Selector.Parse))], reason.Text, work is not null, mode is not null));
        }

        return new Holes(holes);
    }

    /// <summary>The hole that the cell falls into, or null.</summary>
    /// <param name="collecting">Among the cells that <c>+collecting</c> has when nobody selects any.</param>
    public Hole? Of(Key key, Library library, bool collecting = false)
    {
        foreach (var hole in List)
        {
            if (hole.Matches(key, library, collecting))
            {
                return hole;
            }
        }

        return null;
    }
}
