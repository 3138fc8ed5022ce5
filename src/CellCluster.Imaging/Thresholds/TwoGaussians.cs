namespace CellCluster.Imaging;

/// <summary>One Gaussian of a mixture.</summary>
/// <param name="Share">Its share of all pixels, 0..1.</param>
/// <param name="Mean">In the plane's units.</param>
/// <param name="Deviation">Standard deviation, in the plane's units, above 0.</param>
public readonly record struct GaussianClass(double Share, double Mean, double Deviation)
{
    /// <summary>Share times density at <paramref name="value"/>.</summary>
    public double DensityAt(double value)
    {
        double offset = (value - Mean) / Deviation;
        return Share * Math.Exp(-offset * offset / 2) / (Deviation * Math.Sqrt(2 * Math.PI));
    }
}

/// <summary>Background and object as two Gaussians (eq. 11 of the source).</summary>
/// <param name="Lower">The class with the lower mean.</param>
/// <param name="Upper">The class with the higher mean.</param>
public readonly record struct TwoGaussians(GaussianClass Lower, GaussianClass Upper)
{
    private const int Steps = 256;

    /// <summary>Ashman's D: difference of the means over the root mean square of the deviations.</summary>
    public double Distance => (Upper.Mean - Lower.Mean) / Math.Sqrt(((Lower.Deviation * Lower.Deviation) + (Upper.Deviation * Upper.Deviation)) / 2);

    /// <summary>The lowest density between the means: its depth, 1 - density / lower of the densities at the means (0 where the mixture has one mode), and where it is.</summary>
    public (double Depth, double Value) Valley()
    {
        double peak = Math.Min(DensityAt(Lower.Mean), DensityAt(Upper.Mean));
        double lowest = peak;
        double at = (Lower.Mean + Upper.Mean) / 2;
        for (int i = 1; i < Steps; i++)
        {
            double value = Lower.Mean + ((Upper.Mean - Lower.Mean) * i / Steps);
            double density = DensityAt(value);
            (lowest, at) = density < lowest ? (density, value) : (lowest, at);
        }
        return (peak > 0 ? 1 - (lowest / peak) : 0, at);
    }

    /// <summary>Density of the mixture.</summary>
    public double DensityAt(double value) => Lower.DensityAt(value) + Upper.DensityAt(value);
}
