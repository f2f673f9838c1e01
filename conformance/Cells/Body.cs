// What a callback does. A body is a class beside others of its kind in Bodies/, named and described in that file's Find.
namespace Kit.Cells;

abstract unsafe class Body
{
    /// <summary>Before the call: objects, threads, the state that the cell is about.</summary>
    public virtual void Arrange()
    {
    }

    /// <summary>The frame around the call under test.</summary>
    public virtual long Around() => Cell.Call();

    /// <summary>
    /// Cheap enough to be done in every callback, where a library's real work takes thousands; another body does its deed
    /// in the first few of each thread.
    /// </summary>
    public virtual bool EveryTime => false;

    /// <summary>The callback itself, on whatever thread it came. Answers a - b.</summary>
    public abstract long Callback(Slot* slot, long a, long b);

    /// <summary>After the call: is the answer right, and did what the cell is about really happen?</summary>
    public virtual void Check(long answer)
    {
        if (answer == Cell.Page->Expected)
            Cell.Say(Token.Right, "");
        else
            Cell.Say(Token.Wrong, "the answer is " + answer + ", with a callback in C it is " + Cell.Page->Expected);
    }

    /// <summary>
    /// True when <paramref name="wanted"/> names this body. With no wanted name the body is described instead, so that
    /// its name, its sentence, its doors and its class stand in one place.
    /// </summary>
    /// <param name="warm">It is worth running again after a first run on the caller: the cell NAME-warm.</param>
    /// <param name="needs">The function of its descriptor that a library must have for it, or null.</param>
    /// <param name="absent">Why it cannot be on this runtime, or null.</param>
    public static bool Is(
        string? wanted, string name, string sentence, string doors = Entries.Managed, bool warm = false,
        string? needs = null, string? absent = null)
    {
        if (wanted != null)
        {
            if (wanted == name && absent != null)
                Cell.Say(Token.Absent, absent);
            return wanted == name && absent == null;
        }
        if (Entries.HasC(name))
            doors = "c," + doors;
        Program.Line("body", name, sentence, doors, needs, absent);
        if (warm)
            Program.Line("body", name + "-warm", sentence + "; has run before", Entries.Managed);
        return false;
    }

    /// <summary>The body of that name, or null. Group after group: a cell compiles only what it passes on the way.</summary>
    public static Body? Find(string? name) =>
        Plain.Find(name) ?? Collections.Find(name) ?? Exceptions.Find(name) ?? Locks.Find(name) ?? Reentry.Find(name)
        ?? Jumps.Find(name) ?? MachineState.Find(name) ?? Identity.Find(name) ?? Lifetimes.Find(name)
        ?? Waiting.Find(name) ?? Endings.Find(name) ?? Occupied.Find(name);
}
