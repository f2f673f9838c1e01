namespace Kit.Matrix;

/// <summary>Points of the product that are no cells, for one reason. In a list of them the first that matches a point
/// gives its reason: so that a report can say of any point why it is not run, without the child and the holes.</summary>
/// <param name="Selectors">Their texts: any of these.</param>
public sealed record LeftOut(string Reason, IReadOnlyList<string> Selectors)
{
    /// <summary>All reasons of a product, in the order in which it asks.</summary>
    /// <param name="narrow">Without the cells that a collecting neighbour leaves out.</param>
    public static IReadOnlyList<LeftOut> Of(Product product, bool narrow)
    {
        var axes = product.Axes;
        var own = axes.Libraries.Where(l => l.OwnThreads);
        var list = new List<LeftOut>
        {
            new(Product.OwnThreadsOnly, Written(own, thread: $"!{ThreadKind.Library}")),
            new(Product.NoOwnThreads, Written(axes.Libraries.Except(own), thread: ThreadKind.Library)),
            new(Product.NoSuchFunction, [
                .. axes.Bodies.Where(b => b.Needs is not null).GroupBy(b => b.Needs!).SelectMany(need =>
                    Written(axes.Libraries.Where(l => !l.Has(need.Key)), body: Names(need)))]),
            new(Product.NoSuchDoor, [
                .. axes.Bodies.GroupBy(b => Names(axes.Entries.Where(e => !b.Entries.Contains(e.Name)))).Where(g => g.Key.Length > 0)
                    .Select(g => $"*::*::*::{g.Key}::{Names(g)}")]),
        };
        list.AddRange(axes.Entries.Where(e => e.Absent is not null).Select(e => new LeftOut(e.Absent!, [$"*::*::*::{e.Name}::*"])));
        list.AddRange(product.Holes.List.Where(hole => narrow || !hole.Collecting).Select(hole => new LeftOut(hole.Reason, [
            .. hole.Selectors.SelectMany(s => !hole.RealWork ? [$"{s}"] : Written(
                axes.Libraries.Where(l => l.DoesRealWork && s.Places[0].Matches(l.Name)), s.Places[1].Text, s.Places[2].Text,
                s.Places[3].Text, s.Places[4].Text))])));
        if (narrow)
        {
            list.Add(new(Collecting.NotWaiting, [$"*::*::{Names(axes.Threads.Where(t => !t.CallWaitsForIt))}::*::*"]));
        }

        return [.. list.Where(l => l.Selectors.Count > 0)];
    }

    // None where there is no such library.
    private static IReadOnlyList<string> Written(
        IEnumerable<Library> libraries, string call = "*", string thread = "*", string entry = "*", string body = "*") =>
        Names(libraries) is { Length: > 0 } names ? [string.Join(Key.Separator, names, call, thread, entry, body)] : [];

    private static string Names(IEnumerable<IMember> members) => string.Join(',', members.Select(m => m.Name));
}
