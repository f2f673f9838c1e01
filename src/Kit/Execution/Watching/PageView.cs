namespace Kit.Execution;

/// <summary>One thread of one process, as it was at one moment.</summary>
/// <param name="Index">The slot's place on the page; people read it as T1, T2, ...</param>
/// <param name="WaitsFor">The slot of the awaited thread, or -1.</param>
/// <param name="Entered">Callbacks that C began on this thread.</param>
/// <param name="Inside">Callbacks in which a managed line ran.</param>
/// <param name="Returned">Callbacks that came back to C.</param>
/// <param name="Beats">Anything else that moves.</param>
public sealed record Slot(
    int Index,
    int Pid,
    int Tid,
    Stage Stage,
    CallKind Call,
    Wait Waits,
    int WaitsFor,
    long Entered,
    long Inside,
    long Returned,
    long Beats,
    string Role)
{
    public string Name => $"T{Index + 1}";

    /// <summary>Claimed by a thread that has not said that it is gone.</summary>
    public bool Lives => Tid > 0 && Stage != Stage.Ended;

    /// <summary>In C, in cooperative mode: no suspension can end before this thread leaves.</summary>
    public bool InUnsafeCall => Lives && Call.IsUnsafe() && Stage == Stage.Calling;

    /// <summary>
    /// Whatever this thread does next leads through managed code, which it cannot enter while a suspension is pending.
    /// A native thread in C of its own (calling, in no call of ours) may go on without.
    /// </summary>
    public bool NeedsManagedCode => Lives && Stage switch
    {
        Stage.Entering or Stage.Inside or Stage.Leaving or Stage.Returned or Stage.Waiting or Stage.Checking
            => !Call.IsUnsafe(),
        Stage.Calling => Call is CallKind.Safe or CallKind.SafePointer or CallKind.Marshalled,
        _ => false,
    };
}

/// <summary>The whole page as it was at one moment.</summary>
/// <param name="Problem">Why nothing on it can be believed, or null.</param>
/// <param name="Written">False while no process has mapped the page yet.</param>
/// <param name="HandedOut">Slots handed out; may be more than there are.</param>
public sealed record PageView(
    string? Problem,
    bool Written,
    int Pid,
    Stage Stage,
    Token Token,
    int ExitCode,
    int HandedOut,
    int ForkStatus,
    long Expected,
    long Answer,
    string Reason,
    string Runtime,
    IReadOnlyList<KeyValuePair<string, long>> Measures,
    IReadOnlyList<Slot> Slots)
{
    /// <summary>A page nobody wrote on: the child died before its first line, or there is no page.</summary>
    public static PageView Blank { get; } =
        new(null, false, 0, Stage.Starting, Token.None, 0, 0, 0, 0, 0, "", "", [], []);

    public Slot? At(int index) => Slots.FirstOrDefault(slot => slot.Index == index);

    /// <summary>
    /// The stage of the thread that matters: the newest one that is amid a callback, else the cell's. (Managed threads of
    /// the kit, which stand beside the cell and collect, are inside too, but C never entered on them.)
    /// </summary>
    public Stage StageThatMatters => Slots.LastOrDefault(slot =>
        slot.Entered > 0 && slot.Stage is (Stage.Entering or Stage.Inside or Stage.Leaving))?.Stage ?? Stage;
}
