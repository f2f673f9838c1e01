namespace Kit.Execution;

/// <summary>Since when each slot of a page has not moved. One cheap look at shared memory a call.</summary>
sealed class Stillness(Page page)
{
    readonly ulong[] pulses = new ulong[Page.SlotCount];
    readonly double[] since = new double[Page.SlotCount];
    ulong header;
    int slots;

    /// <summary>Since when nothing at all has moved.</summary>
    public double Since { get; private set; }

    public void Look(double now)
    {
        var pulse = page.Pulse();
        if (pulse != header)
            Since = now;
        header = pulse;
        var count = page.SlotsInUse;
        for (var i = 0; i < count; i++)
        {
            pulse = page.Pulse(i);
            if (i < slots && pulse == pulses[i])
                continue;
            pulses[i] = pulse;
            since[i] = Since = now;
        }

        slots = count;
    }

    /// <summary>Since when a slot has not moved; the future for one that was not there at the last look.</summary>
    public double Of(Slot slot) => slot.Index < slots ? since[slot.Index] : double.MaxValue;

    /// <summary>Since when the cell has not moved: its own threads, not the neighbour that only collects.</summary>
    public double OfCell(PageView view)
    {
        var own = view.Slots.Where(s => !Neighbour.Is(s)).ToList();
        return own.Count == 0 ? Since : own.Max(Of);
    }
}

/// <summary>The kit's own thread in <c>+collecting</c>: it waits for nobody in the cell and wakes nobody.</summary>
static class Neighbour
{
    const string Role = "neighbour";

    public static bool Is(Slot slot) => slot.Role == Role && slot.Entered == 0;
}
