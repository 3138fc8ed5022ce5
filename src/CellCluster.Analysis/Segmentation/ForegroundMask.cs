using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>What the threshold policy made beside the mask.</summary>
/// <param name="Provenance">How the mask came about.</param>
/// <param name="PeakLevel">A component is kept only if its brightest pixel is above this; negative infinity where that does not matter.</param>
/// <param name="PeakInResidual">The level is one of the residual, not of the plane.</param>
internal readonly record struct Foreground(ThresholdProvenance Provenance, double PeakLevel, bool PeakInResidual);

/// <summary>One level for a plane, a level for every pixel, or both: from a plane to a mask and the record of how.</summary>
/// <remarks>
/// Every quantity is relative to the plane, so scale and offset do not matter (the source normalises first; so does this, by construction).
/// residual = plane - local surface; centre = its median; noise = median - 15.9 % quantile of it, one standard deviation of a normal
/// distribution taken from the darker side, where objects are not. A pixel counts as locally bright above 0 and above centre + 2 noise; a component of
/// locally bright pixels is kept only if its brightest pixel is above centre + 6 noise. Smooth noise of a whole field stays below that.
/// Whether one level is believed: <see cref="LevelResult"/>; where it leaves less than 5 % of the plane, which the tail of noise can be too, components must reach
/// the lower group's mean + 6 standard deviations (a level that is given is taken as it is).
/// </remarks>
internal static class ForegroundMask
{
    private const double OneSigmaBelow = 0.158655253931457;
    private const double BrightNoise = 2;
    private const double PeakNoise = 6;
    private const double SparseShare = 0.05;
    private const double LeastAgreement = 0.7;
    private const double LeastRegionalContrast = 4; // a region of smooth noise can have two peaks; its groups stay below 3.6

    /// <summary>Writes the mask.</summary>
    /// <param name="plane">Finite pixels only.</param>
    /// <param name="options">Checked.</param>
    /// <param name="minAreaPx">Smallest object.</param>
    /// <param name="mask">Same size; all 0 where nothing stands out.</param>
    /// <param name="residual">Same size scratch; afterwards plane - surface where the result says so.</param>
    public static Foreground Make(Plane<float> plane, NucleiOptions options, double minAreaPx, Plane<byte> mask, Plane<float> residual)
    {
        Histogram histogram = Histogram.Of(plane);
        if (histogram.IsConstant)
        {
            return Nothing(mask, 0, "the plane is constant");
        }
        if (options.Threshold == ThresholdMethod.Regional)
        {
            return Regional(plane, mask, residual);
        }
        LevelResult level = options.Threshold == ThresholdMethod.Local ? default : LevelResult.Of(histogram, options, minAreaPx);
        double sparsePeak = level.Classes.UpperShare < SparseShare && options.Threshold != ThresholdMethod.Level
            ? level.Classes.LowerMean + (PeakNoise * level.Classes.LowerDeviation)
            : double.NegativeInfinity;
        if (options.Threshold is not (ThresholdMethod.Local or ThresholdMethod.MinimumAndLocal))
        {
            if (level.WhyNot is { } whyNot)
            {
                return Nothing(mask, level.Score, whyNot);
            }
            ThresholdMask.Above(plane, level.Value, mask);
            return new Foreground(level.Provenance(level.Rule, 0), sparsePeak, false);
        }
        string? reason = level.WhyNot;
        (double bright, double peak) = Residual(plane, options.LocalBlockPx, residual);
        if (options.Threshold == ThresholdMethod.MinimumAndLocal && reason is null)
        {
            reason = WhyNotAgreed(plane, residual, peak, level.Value);
            if (reason is null)
            {
                Bright(plane, residual, 0, level.Value, mask);
                return new Foreground(level.Provenance(ThresholdRule.MinimumAndLocal, options.LocalBlockPx), sparsePeak, false);
            }
        }
        double contrast = Bright(plane, residual, Math.Max(0, bright), float.NegativeInfinity, mask);
        return new Foreground(new ThresholdProvenance(ThresholdRule.Local, double.NaN, options.LocalBlockPx, level.Score, contrast, reason), peak, true);
    }

    private static Foreground Regional(Plane<float> plane, Plane<byte> mask, Plane<float> residual)
    {
        const int regionPx = ChowKanekoThreshold.DefaultRegionPx;
        ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, residual, regionPx);
        if (result.Outcome != LevelOutcome.Found)
        {
            return Nothing(mask, 0, $"none of {result.RegionCount} regions of {regionPx} px has two clear peaks");
        }
        Subtract(plane, residual);
        double contrast = Bright(plane, residual, 0, float.NegativeInfinity, mask);
        if (contrast < LeastRegionalContrast)
        {
            return Nothing(mask, 0, $"the groups are only {contrast:0.0} background deviations apart, {LeastRegionalContrast:0.0} are needed");
        }
        string reason = $"{result.BimodalRegionCount} of {result.RegionCount} regions have two clear peaks";
        return new Foreground(new ThresholdProvenance(ThresholdRule.Regional, double.NaN, regionPx, 0, contrast, result.BimodalRegionCount < result.RegionCount ? reason : null), double.NegativeInfinity, false);
    }

    private static Foreground Nothing(Plane<byte> mask, double bimodality, string reason)
    {
        mask.Pixels.Clear();
        return new Foreground(ThresholdProvenance.None(LevelOutcome.NotBimodal, bimodality, reason), double.NegativeInfinity, false);
    }

    // residual = plane - surface; the levels of bright pixels and of peaks.
    private static (double Bright, double Peak) Residual(Plane<float> plane, int blockPx, Plane<float> residual)
    {
        LocalThreshold.Surface(plane, blockPx, residual);
        Subtract(plane, residual);
        Span<float> differences = residual.Pixels;
        Span<double> quantiles = stackalloc double[2];
        Quantiles.Of(differences, [OneSigmaBelow, 0.5], quantiles);
        double noise = quantiles[1] - quantiles[0];
        return (quantiles[1] + (BrightNoise * noise), quantiles[1] + (PeakNoise * noise));
    }

    // surface = plane - surface
    private static void Subtract(Plane<float> plane, Plane<float> surface)
    {
        ReadOnlySpan<float> pixels = plane.Pixels;
        Span<float> differences = surface.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            differences[i] = pixels[i] - differences[i];
        }
    }

    // Under a strong gradient one level misses objects that stand out locally.
    private static string? WhyNotAgreed(Plane<float> plane, Plane<float> residual, double peak, float level)
    {
        ReadOnlySpan<float> pixels = plane.Pixels;
        ReadOnlySpan<float> differences = residual.Pixels;
        long strong = 0;
        long agreed = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            bool isStrong = differences[i] > peak;
            strong += isStrong ? 1 : 0;
            agreed += isStrong & pixels[i] > level ? 1 : 0;
        }
        return agreed < LeastAgreement * strong
            ? $"one level misses {1 - ((double)agreed / strong):0.00} of the pixels that stand out locally"
            : null;
    }

    // mask = residual > least and plane > level; returns the contrast of the two groups.
    private static double Bright(Plane<float> plane, Plane<float> residual, double least, float level, Plane<byte> mask)
    {
        ReadOnlySpan<float> pixels = plane.Pixels;
        ReadOnlySpan<float> differences = residual.Pixels;
        Span<byte> to = mask.Pixels;
        float leastResidual = (float)least;
        double aboveSum = 0;
        double belowSum = 0;
        double belowSquares = 0;
        long above = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            bool isAbove = differences[i] > leastResidual & pixels[i] > level;
            to[i] = isAbove ? ThresholdMask.Foreground : (byte)0;
            double difference = differences[i];
            if (isAbove)
            {
                above++;
                aboveSum += difference;
            }
            else
            {
                belowSum += difference;
                belowSquares += difference * difference;
            }
        }
        long below = pixels.Length - above;
        if (above == 0 || below == 0)
        {
            return 0;
        }
        double mean = belowSum / below;
        double variance = (belowSquares / below) - (mean * mean);
        return variance > 0 ? ((aboveSum / above) - mean) / Math.Sqrt(variance) : 0;
    }
}
