using System.Text.Json.Serialization;

namespace Kit.Execution;

/// <summary>One thread of a proof: what it said on the page, and what /proc showed of it.</summary>
/// <param name="Slot">Its slot's index; people read it as T1, T2, ...</param>
/// <param name="Waits">What it waits for, in the page's word, or what was concluded: "managed code".</param>
/// <param name="ForSlot">The slot it waits for, or null.</param>
/// <param name="State">As in /proc: S asleep, R running.</param>
/// <param name="CpuShare">Of one core.</param>
/// <param name="Text">The step in words.</param>
public sealed record Step(
    int Slot,
    int Pid,
    int Tid,
    string Role,
    string Call,
    string Stage,
    string Waits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? ForSlot,
    string State,
    string Syscall,
    double SwitchesPerSecond,
    double CpuShare,
    string Text);

/// <summary>A proof that a child is stuck, for the row's evidence.</summary>
/// <param name="Kind">"cycle": each step waits for the next, the last for the first. "standstill": every thread of the
/// process waits for another, and nobody is left to wake one.</param>
/// <param name="Text">One line for people: <c>caller T1 (unsafe call, joins T4) -> pthread T4 (collecting, waits for T1)</c>.</param>
/// <param name="Signature">The same for every run of the same deadlock: without numbers of slots and threads.</param>
/// <param name="WatchedSeconds">For how long it was seen to hold.</param>
/// <param name="Samples">How often /proc was asked meanwhile.</param>
public sealed record Cycle(
    string Kind,
    IReadOnlyList<Step> Steps,
    string Text,
    string Signature,
    double WatchedSeconds,
    int Samples)
{
    public const string OfWaits = "cycle", Standstill = "standstill";
}

/// <summary>Steps in words.</summary>
static class Steps
{
    public static Step Of(Slot slot, Behaviour? behaviour, string waits, Slot? target, string waiting)
    {
        var where = slot.Call == CallKind.None ? slot.Stage.Word() : $"{slot.Call.Word()} call";
        var text = $"{slot.Role} {slot.Name} ({(waiting.Length == 0 ? where : $"{where}, {waiting}")})";
        return new Step(
            slot.Index, slot.Pid, slot.Tid, slot.Role, slot.Call.Word(), slot.Stage.Word(), waits, target?.Index,
            behaviour?.State.ToString() ?? "gone", behaviour?.SystemCall ?? "", Round(behaviour?.SwitchesPerSecond, 0),
            Round(behaviour?.CpuShare, 2), text);
    }

    /// <summary>A step as a link of a chain.</summary>
    public static Step Of(Edge edge, Window window) =>
        Of(edge.From, window.Of(edge.From.Tid), edge.Word, edge.To, edge.Phrase);

    public static string Signature(string kind, IEnumerable<Step> steps) =>
        $"{kind}: {string.Join(" > ", steps.Select(s => $"{s.Role}/{s.Call}/{s.Stage}/{s.Waits}"))}";

    static double Round(double? value, int digits) => Math.Round(value ?? 0, digits);
}
