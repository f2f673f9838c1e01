namespace Kit.Execution;

/// <summary>What one thread needs of another before it can go on.</summary>
public enum Need
{
    Join,
    Callback,
    Lock,
    Task,
    Process,

    /// <summary>It collects, and the other is in C in cooperative mode.</summary>
    Suspension,

    /// <summary>It must pass managed code, which the other one's collection holds up.</summary>
    Collection,

    /// <summary>The same, but the thread that collects has no slot, or does not say that it collects.</summary>
    UnseenCollection,
}

/// <summary>
/// One thread cannot go on before another one has done something. A thread may have several such needs and needs all of
/// them met, so any cycle of edges stands for ever.
/// </summary>
public sealed record Edge(Slot From, Slot To, Need Need)
{
    /// <summary>For the record: the page's word where the page says it.</summary>
    public string Word => Need switch
    {
        Need.Join => Wait.Join.Word(),
        Need.Callback => Wait.Callback.Word(),
        Need.Lock => Wait.Lock.Word(),
        Need.Task => Wait.Task.Word(),
        Need.Process => Wait.Process.Word(),
        Need.Suspension => Wait.Collection.Word(),
        _ => "managed code",
    };

    public string Phrase => Need switch
    {
        Need.Join => $"joins {To.Name}",
        Need.Callback => $"waits for a callback from {To.Name}",
        Need.Lock => $"waits for a lock that {To.Name} holds",
        Need.Task => $"waits for {To.Name} to finish",
        Need.Process => $"waits for the process of {To.Name} to end",
        Need.Suspension => $"collecting, waits for {To.Name}",
        Need.Collection => $"{Also}held up by the collection of {To.Name}",
        _ => $"{Also}held up by a collection that waits for {To.Name}",
    };

    string Also => From.Waits switch
    {
        Wait.Task => "waits for a task, ",
        Wait.Finalizers => "waits for finalizers, ",
        _ => "",
    };
}
