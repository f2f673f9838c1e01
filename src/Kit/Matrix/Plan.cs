using System.Security.Cryptography;
using System.Text;

namespace Kit.Matrix;

/// <summary>A cell to be run; <paramref name="Absent"/> says why it cannot be on this machine, or is null.</summary>
public readonly record struct PlannedCell(Key Key, string? Absent);

/// <summary>How many points of the product are not run for one reason.</summary>
public readonly record struct HoleCount(string Reason, int Count);

/// <summary>The cells of one environment, in the order of the axes, and what was left out.</summary>
public sealed class Plan
{
    private Plan(
        EnvironmentName environment, IReadOnlyList<PlannedCell> cells, IReadOnlyList<HoleCount> holes, IReadOnlyList<LeftOut> leftOut)
    {
        LeftOut = leftOut;
        Environment = environment;
        Cells = cells;
        Holes = holes;
        Hash = HashOf(environment, cells.Select(c => c.Key));
    }

    public EnvironmentName Environment { get; }

    public IReadOnlyList<PlannedCell> Cells { get; }

    /// <summary>Left out, by reason, the largest first.</summary>
    public IReadOnlyList<HoleCount> Holes { get; }

    /// <summary>Why a point is no cell, whichever point somebody asks about.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>SHA-256 of the environment and the sorted keys: two runs with one hash can be laid side by
    /// side.</summary>
    public string Hash { get; }

    /// <summary>Plans what the selectors select; everything when there are none, but for an environment with
    /// <c>+collecting</c>, which then has the cells of <see cref="Collecting"/> only.</summary>
    /// <exception cref="InputException">A selector selects nothing: says what it may have meant.</exception>
    public static Plan For(Product product, EnvironmentName environment, IReadOnlyList<Selector> selectors)
    {
        var narrow = selectors.Count == 0 && environment.Has(Mode.Collecting);
        var cells = new List<PlannedCell>();
        var holes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in product.Points)
        {
            if (selectors.Count > 0 && !Selector.AnyMatches(selectors, key))
            {
                continue;
            }

            var reason = product.WhyNot(key, narrow) ?? (narrow ? Collecting.WhyNot(product.Axes, key) : null);
            if (reason is null)
            {
                cells.Add(new PlannedCell(key, product.Axes.Absent(key)));
            }
            else
            {
                holes[reason] = holes.GetValueOrDefault(reason) + 1;
            }
        }

        foreach (var selector in selectors)
        {
            if (!cells.Any(c => selector.Matches(c.Key)))
            {
                throw new InputException(NoSuchCell.Why(product, selector));
            }
        }

        return new Plan(
            environment,
            cells,
            [.. holes.Select(h => new HoleCount(h.Key, h.Value))
                .OrderByDescending(h => h.Count).ThenBy(h => h.Reason, StringComparer.Ordinal)],
            Matrix.LeftOut.Of(product, narrow));
    }

    private static string HashOf(EnvironmentName environment, IEnumerable<Key> keys)
    {
        var lines = keys.Select(k => k.ToString()).Order(StringComparer.Ordinal).Prepend(environment.ToString());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}
