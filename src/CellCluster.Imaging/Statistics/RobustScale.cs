namespace CellCluster.Imaging;

/// <summary>Middle and spread of pixels that outliers do not move.</summary>
/// <param name="Median">The 0.5 quantile.</param>
/// <param name="InterquartileRange">The 0.75 quantile less the 0.25 quantile.</param>
public readonly record struct RobustScale(double Median, double InterquartileRange)
{
    /// <summary>Interquartile range over standard deviation of a normal distribution.</summary>
    public const double NormalRange = 1.3489795003921634;

    /// <summary>The interquartile range as a standard deviation: exact for a normal distribution.</summary>
    public double Sigma => InterquartileRange / NormalRange;

    /// <summary>Median and interquartile range of the finite pixels; NaN where there is none.</summary>
    public static RobustScale Of(ReadOnlySpan<float> pixels)
    {
        Span<double> quartiles = stackalloc double[3];
        Quantiles.Of(pixels, [0.25, 0.5, 0.75], quartiles);
        return new RobustScale(quartiles[1], quartiles[2] - quartiles[0]);
    }
}
