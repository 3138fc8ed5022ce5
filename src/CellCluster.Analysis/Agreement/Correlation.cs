namespace CellCluster.Analysis;

/// <summary>Correlation of two series, as SciPy gives it (scipy.stats.pearsonr, spearmanr).</summary>
public static class Correlation
{
    /// <summary>Pearson's r; NaN with fewer than two pairs, where a series is constant, or where a value is not finite.</summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        CheckLengths(x, y);
        (double centreX, double centreY) = (Centre(x), Centre(y));
        PairedMoments moments = default;
        for (int i = 0; i < x.Length; i++)
        {
            moments.Add(x[i] - centreX, y[i] - centreY);
        }
        return moments.Pearson;
    }

    /// <summary>Spearman's rho: Pearson's r of the ranks, equal values sharing their mean rank; NaN as <see cref="Pearson"/>.</summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        CheckLengths(x, y);
        double[] rankX = Ranks(x);
        double[] rankY = Ranks(y);
        return Pearson(rankX, rankY);
    }

    /// <summary>Ranks from 1; equal values share the mean of their ranks. All NaN where a value is NaN.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, order);
        double[] ranks = new double[values.Length];
        for (int start = 0; start < sorted.Length;)
        {
            if (double.IsNaN(sorted[start]))
            {
                Array.Fill(ranks, double.NaN);
                return ranks;
            }
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }
            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
            start = end;
        }
        return ranks;
    }

    /// <summary>The mean, or the value itself of a constant series, so that its deviations are exactly 0.</summary>
    internal static double Centre(ReadOnlySpan<double> values)
    {
        double sum = 0;
        bool constant = true;
        foreach (double value in values)
        {
            sum += value;
            constant &= value == values[0];
        }
        return constant && values.Length > 0 ? values[0] : sum / values.Length;
    }

    private static void CheckLengths(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"Series of {x.Length} and {y.Length} values do not pair.", nameof(y));
        }
    }
}
