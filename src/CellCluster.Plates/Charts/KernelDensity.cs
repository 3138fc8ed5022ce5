namespace CellCluster.Plates;

/// <summary>The smooth shape of a sample for violins: Gaussian kernel, Silverman's bandwidth 0.9 min(s, IQR / 1.34) n^-1/5.</summary>
/// <remarks>Cut at the smallest and the largest value: a violin claims nothing where nothing was seen. Source: Silverman, Density Estimation, 1986, 3.4.2.</remarks>
internal static class KernelDensity
{
    /// <summary>Below this many values a shape would be invention: draw the values themselves.</summary>
    public const int SmallestSample = 5;

    /// <summary>Density at <paramref name="steps"/> + 1 places from the smallest to the largest value; not scaled.</summary>
    public static double[] Of(double[] sorted, double bandwidth, int steps)
    {
        double[] density = new double[steps + 1];
        for (int step = 0; step <= steps; step++)
        {
            double at = sorted[0] + ((sorted[^1] - sorted[0]) * step / steps);
            foreach (double value in sorted)
            {
                double distance = (at - value) / bandwidth;
                density[step] += Math.Exp(-0.5 * distance * distance);
            }
        }
        return density;
    }

    /// <summary>Bandwidth in the unit of the values; 0 where they are all equal.</summary>
    public static double Bandwidth(double[] sorted)
    {
        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (sorted.Length - 1));
        double quartiles = (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / 1.34;
        double spread = quartiles > 0 ? Math.Min(deviation, quartiles) : deviation;
        return 0.9 * spread * Math.Pow(sorted.Length, -0.2);
    }

    /// <summary>Interpolated quantile of sorted values; NaN for none.</summary>
    public static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }
        double at = share * (sorted.Length - 1);
        int low = (int)at;
        int high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (at - low));
    }
}
