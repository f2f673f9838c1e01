using Kit.Matrix;
using Kit.Rules;

namespace Kit.Reports;

/// <summary>The part of the page with every cell, one character each, a block for each call of each library: threads
/// and doors downwards, bodies across. Blocks of fixed width, as a table of this size is neither readable nor
/// quick.</summary>
internal static class GridPart
{
    // Below this many lines a library's calls share a block; above, a block has the names of its columns below it as
    // well.
    private const int LinesOfOneBlock = 50, LinesOfASight = 30;

    public static void Write(Markdown page, IReadOnlyList<Row> rows, AxisOrder order)
    {
        page.Heading(2, "Every cell");
        Legend(page, rows);
        foreach (var library in rows.GroupBy(r => r.Key.Library))
        {
            List<Row> own = [.. library];
            var lines = own.Select(r => LineOf(r.Key)).Distinct().Count();
            page.Fold($"<b>{library.Key}</b>: {Words.Count(own.Count, "cell")}. {Counts.Verdicts(own)}", p =>
            {
                foreach (var block in own.GroupBy(r => lines <= LinesOfOneBlock ? "" : r.Key.Call))
                {
                    p.Code(Block([.. block], order));
                }
            });
        }
    }

    private static void Legend(Markdown page, IReadOnlyList<Row> rows)
    {
        page.Paragraph(
            "A letter says what a cell did, a capital that this breaks a promise. An empty place is no cell: a hole, " +
            "for [a written reason](#what-was-not-run), or not of this run. A line's name and the body above the " +
            "column make the key: `library::call::thread::entry::body`.");
        var counts = rows.CountBy(Symbol.Of).ToDictionary();
        page.Table(
            ["", "what it means", "cells:"],
            Symbol.Legend.Where(l => counts.ContainsKey(l.Symbol))
                .Select(l => new[] { $"`{l.Symbol}`", l.Words, $"{counts[l.Symbol]:N0}" }));
    }

    /// <summary>Names of bodies stand upright above their columns, so that a column is two characters wide.</summary>
    internal static IEnumerable<string> Block(IReadOnlyList<Row> rows, AxisOrder order)
    {
        var bodies = rows.Select(r => r.Key.Body).Distinct().Order(order.Names(4)).ToList();
        var lines = rows.GroupBy(r => LineOf(r.Key)).ToList();
        var margin = lines.Max(l => l.Key.Length);
        foreach (var head in Upright(bodies, toTheBottom: true))
        {
            yield return Line("", head, margin);
        }

        foreach (var line in lines)
        {
            var symbols = line.ToDictionary(r => r.Key.Body, Symbol.Of);
            yield return Line(line.Key, bodies.Select(b => symbols.GetValueOrDefault(b, ' ')), margin);
        }

        foreach (var foot in lines.Count > LinesOfASight ? Upright(bodies, toTheBottom: false) : [])
        {
            yield return Line("", foot, margin);
        }
    }

    private static IEnumerable<IEnumerable<char>> Upright(IReadOnlyList<string> names, bool toTheBottom)
    {
        var height = names.Max(n => n.Length);
        return Enumerable.Range(0, height).Select(at => names
            .Select(n => toTheBottom ? n.PadLeft(height) : n.PadRight(height)).Select(n => n[at]));
    }

    private static string LineOf(Key key) => string.Join(Key.Separator, key.Library, key.Call, key.Thread, key.Entry);

    private static string Line(string name, IEnumerable<char> symbols, int margin) =>
        $"{name.PadRight(margin)}  {string.Join(' ', symbols)}".TrimEnd();
}
