using Kit.Matrix;

namespace Kit.Latency;

/// <summary>Medians and intervals that assume no distribution.</summary>
public static class Statistics
{
    /// <summary>What is aimed at, where there are values enough.</summary>
    public const double WantedConfidence = 0.95;

    /// <summary>The median, between two order statistics: the interval from the k-th smallest to the k-th largest of n
    /// independent values holds the true median with probability 1 - 2 P(B &lt; k), B binomial (n, 1/2). It is the sign
    /// test turned round: https://en.wikipedia.org/wiki/Sign_test, and J.-Y. Le Boudec, Performance Evaluation of
    /// Computer and Communication Systems, theorem 2.1. With fewer than six values not even the widest interval reaches
    /// 95 %, and the confidence says so.</summary>
    public static (Estimate Estimate, double Confidence) MedianOf(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var (rank, confidence) = Rank(sorted.Count);
        return (new Estimate(Median.Of(sorted), sorted[rank - 1], sorted[^rank]), confidence);
    }

    private static (int Rank, double Confidence) Rank(int n)
    {
        var (term, below, best) = (Math.Pow(0.5, n), 0.0, (1, 1 - 2 * Math.Pow(0.5, n)));
        for (var k = 1; k <= n / 2; k++)
        {
            below += term; // P(B < k)
            term *= (double)(n - k + 1) / k;
            if (1 - 2 * below >= WantedConfidence)
            {
                best = (k, 1 - 2 * below);
            }
        }

        return best;
    }

    /// <summary>By what factor the second set is larger: the median of all quotients of pairs (Hodges and Lehmann), between
    /// the quotients that the exact distribution of Mann and Whitney's U leaves at this confidence:
    /// https://en.wikipedia.org/wiki/Hodges-Lehmann_estimator. Null where the sets are too small for it.</summary>
    public static Estimate? Shift(IReadOnlyList<double> before, IReadOnlyList<double> after, double confidence)
    {
        var quotients = after.SelectMany(_ => before, (a, b) => a / b).Order().ToList();
        var ways = Ways(before.Count, after.Count);
        var (total, tail, cut) = (ways.Sum(), 0.0, -1);
        while (cut + 1 < quotients.Count / 2 && (tail + ways[cut + 1]) / total <= (1 - confidence) / 2)
        {
            tail += ways[++cut];
        }

        return cut < 0 ? null : new Estimate(Median.Of(quotients), quotients[cut], quotients[^(cut + 1)]);
    }

    // In how many orders of m and n values U is 0, 1, 2, ...: f(m, n, u) = f(m - 1, n, u - n) + f(m, n - 1, u).
    private static double[] Ways(int m, int n)
    {
        var table = new Dictionary<(int, int), double[]>();
        return Of(m, n);

        double[] Of(int a, int b)
        {
            if (table.TryGetValue((a, b), out var known))
            {
                return known;
            }

            var ways = new double[a * b + 1];
            if (a == 0 || b == 0)
            {
                ways[0] = 1;
            }
            else
            {
                var (left, right) = (Of(a - 1, b), Of(a, b - 1));
                for (var u = 0; u < ways.Length; u++)
                {
                    ways[u] = (u >= b && u - b < left.Length ? left[u - b] : 0) + (u < right.Length ? right[u] : 0);
                }
            }

            return table[(a, b)] = ways;
        }
    }
}
