namespace Kit.Matrix;

/// <summary>The full product of the axes, and which of its points are cells.</summary>
public sealed class Product(Axes axes, Holes holes)
{
    public const string OwnThreadsOnly = "The library calls back on threads of its own; no other thread can carry it.";
    public const string NoOwnThreads =
        "The library has no threads of its own; it meets every other thread kind instead.";

    public const string NoSuchDoor = "The body does not exist behind this door.";

    public const string NoSuchFunction = "The library has no way of its own to do what the body asks of it.";

    public Axes Axes { get; } = axes;

    public Holes Holes { get; } = holes;

    /// <summary>Every point, in the order of the axes.</summary>
    public IEnumerable<Key> Points =>
        from library in Axes.Libraries
        from call in Axes.Calls
        from thread in Axes.Threads
        from entry in Axes.Entries
        from body in Axes.Bodies
        select new Key(library.Name, call.Name, thread.Name, entry.Name, body.Name);

    /// <summary>Every point that could be a cell: what rules have to speak about.</summary>
    public IEnumerable<Key> Possible => Points.Where(key => Impossible(key) is null);

    /// <summary>Why there is no such cell, or null when there is.</summary>
    /// <param name="collecting">Among the cells that <c>+collecting</c> has when nobody selects any.</param>
    /// <remarks>A door that a runtime does not have is a hole of its matrix, not a lack of the machine: nothing that somebody
    /// installs could bring it.</remarks>
    public string? WhyNot(Key key, bool collecting = false) =>
        Impossible(key) ?? Axes.Entry(key.Entry).Absent ?? Holes.Of(key, Axes.Library(key.Library), collecting)?.Reason;

    /// <summary>What the members themselves rule out, or null.</summary>
    public string? Impossible(Key key)
    {
        var library = Axes.Library(key.Library);
        var body = Axes.Body(key.Body);
        return library.OwnThreads != (key.Thread == ThreadKind.Library)
            ? library.OwnThreads ? OwnThreadsOnly : NoOwnThreads
            : body.Needs is { } function && !library.Has(function) ? NoSuchFunction
            : body.Entries.Contains(key.Entry) ? null : NoSuchDoor;
    }
}
