using Kit.Matrix;

namespace Kit.Execution;

/// <summary>
/// The CPU time of an isolated `empty` cell beside that of the same program which ends as soon as it is in Main: what any
/// program costs on this runtime, started in the same way. Measured in turn, one child at a time.
/// </summary>
/// <param name="Cells">Seconds of CPU, user and system, as the kernel accounts for the finished process.</param>
/// <param name="Floors">The same of the program that does nothing.</param>
public sealed record Floor(IReadOnlyList<double> Cells, IReadOnlyList<double> Floors)
{
    private static readonly Key Cell = Key.Parse("each::safe::caller::uco::empty");

    /// <summary>The median, in seconds.</summary>
    public double CellSeconds => Median.Of(Cells);

    /// <summary>The median, in seconds.</summary>
    public double FloorSeconds => Median.Of(Floors);

    /// <summary>Cell by floor, round by round: a machine that becomes slower meanwhile becomes so for both.</summary>
    public IReadOnlyList<double> Ratios => [.. Cells.Zip(Floors, (c, f) => c / f)];

    /// <summary>The median of <see cref="Ratios"/>.</summary>
    public double Ratio => Median.Of(Ratios);

    /// <param name="rounds">Each a cell and a floor; one more before them warms the page cache.</param>
    public static async Task<Floor> MeasureAsync(
        Installation installation, ChildProgram program, int rounds, CancellationToken cancel)
    {
        using var job = new Job(installation, new Watcher(Patience.Times(program.Environment, installation.TimeoutScale)));
        var limit = Patience.Limit(program.Environment, installation.TimeoutScale);
        List<double> cells = [], floors = [];
        for (var round = 0; round <= rounds; round++)
        {
            var cell = await job.RunAsync(l => program.Cell(Cell, l), limit, cancel);
            var floor = await job.RunAsync(program.Floor, limit, cancel);
            if (round > 0)
            {
                cells.Add(cell.Cpu.TotalSeconds);
                floors.Add(floor.Cpu.TotalSeconds);
            }
        }

        return new Floor(cells, floors);
    }
}
