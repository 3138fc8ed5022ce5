namespace CellCluster.Analysis;

/// <summary>Statistics of rank of a list of numbers. NaN is left out everywhere; an empty list gives NaN.</summary>
public static class Order
{
    /// <summary>Consistency of the median absolute deviation with the standard deviation of a normal distribution: 1 / 0.6744897501960817.</summary>
    public const double NormalMad = 1.4826022185056018;

    /// <summary>The numbers without NaN, rising.</summary>
    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        var kept = new double[values.Length];
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                kept[count++] = value;
            }
        }
        Array.Resize(ref kept, count);
        Array.Sort(kept);
        return kept;
    }

    /// <summary>The middle, or the mean of the two in the middle.</summary>
    public static double Median(ReadOnlySpan<double> values) => Quantile(Sorted(values), 0.5);

    /// <summary>Quantile of numbers that are sorted, interpolated linearly between ranks (Hyndman and Fan type 7, as NumPy).</summary>
    /// <param name="sorted">Rising, without NaN.</param>
    /// <param name="fraction">0..1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double fraction)
    {
        if (!(fraction >= 0 && fraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "expected a fraction from 0 to 1");
        }
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }
        double rank = fraction * (sorted.Length - 1);
        int lower = (int)rank;
        double part = rank - lower;
        return part == 0 ? sorted[lower] : sorted[lower] + (part * (sorted[lower + 1] - sorted[lower]));
    }

    /// <summary>Median of the absolute differences to the median, not scaled; times <see cref="NormalMad"/> it is a robust standard deviation.</summary>
    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> values)
    {
        double[] sorted = Sorted(values);
        double median = Quantile(sorted, 0.5);
        return Median(Array.ConvertAll(sorted, value => Math.Abs(value - median)));
    }

    /// <summary>Mean of what is left when the share <paramref name="trim"/> (rounded down to whole numbers) is cut from each end, as SciPy's trim_mean.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="trim">0..0.5, below 0.5.</param>
    public static double TrimmedMean(ReadOnlySpan<double> values, double trim = 0.1)
    {
        if (!(trim >= 0 && trim < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(trim), trim, "expected a share from 0 to below 0.5");
        }
        double[] sorted = Sorted(values);
        int cut = (int)(trim * sorted.Length);
        double sum = 0;
        for (int i = cut; i < sorted.Length - cut; i++)
        {
            sum += sorted[i];
        }
        return sum / (sorted.Length - (2 * cut));
    }

    /// <summary>Mean and standard deviation over n - 1 of numbers without NaN, in two passes; NaN where there are too few.</summary>
    internal static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        double mean = sum / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }
        return (mean, values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1)));
    }
}
