using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Background and noise of a plane, read from its darker part, where objects are not: up to four fifths of the plane may be objects.</summary>
/// <remarks>
/// Of a normal distribution a = median - 15.9 % quantile and b = 15.9 % quantile - 2.3 % quantile are one standard deviation each. Objects stretch a, a few dead pixels b; the smaller of both is
/// taken, but not less than half the smallest step between quantiles of that range: whole grey levels can make a or b 0.
/// </remarks>
/// <param name="Background">2.3 % quantile + 2 noise.</param>
/// <param name="Noise">Standard deviation.</param>
/// <param name="Highest">Largest pixel.</param>
internal readonly record struct DarkPart(double Background, double Noise, double Highest)
{
    private const double OneSigmaBelow = 0.158655253931457;
    private const double TwoSigmaBelow = 0.022750131948179;
    private const double LeastNoise = 6;
    private const double FloorNoise = 2;

    /// <summary>What an object rises above the background at least: smooth noise of a whole field stays below.</summary>
    public double Level => Background + Rise;

    /// <summary>What a pixel rises at least to belong to an object.</summary>
    public double Floor => Background + (FloorNoise * Noise);

    /// <summary><see cref="Level"/> as a difference.</summary>
    public double Rise => LeastNoise * Noise;

    /// <summary>Why nothing can be an object, or null.</summary>
    public string? Reason => Highest > Level ? null : $"nothing rises {LeastNoise:0} deviations above the background";

    /// <summary>Reads a plane of finite pixels, of which <paramref name="highest"/> is the largest.</summary>
    public static DarkPart Of(Plane<float> plane, double highest)
    {
        Span<double> quantiles = stackalloc double[5];
        Quantiles.Of(plane.Pixels, [TwoSigmaBelow, 0.07, OneSigmaBelow, 0.3, 0.5], quantiles);
        double step = double.PositiveInfinity;
        for (int i = 1; i < quantiles.Length; i++)
        {
            double gap = quantiles[i] - quantiles[i - 1];
            step = gap > 0 && gap < step ? gap : step;
        }
        double noise = Math.Min(quantiles[4] - quantiles[2], quantiles[2] - quantiles[0]);
        noise = Math.Max(noise, double.IsFinite(step) ? step / 2 : 0);
        return new DarkPart(quantiles[0] + (2 * noise), noise, highest);
    }
}
