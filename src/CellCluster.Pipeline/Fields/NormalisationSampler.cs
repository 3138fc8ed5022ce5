using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Measures a plate's median and interquartile scale over a fixed sample of its fields.</summary>
/// <remarks>
/// Fields are taken in <see cref="SamplingOrder"/>; unreadable, wrong-sized and constant ones are replaced by the next in order, so that a
/// few bad files do not move the numbers. Grey levels are pooled over the sample after illumination correction; quantiles are interpolated
/// within grey levels. A scale of 0 (most pixels have one level) is refused in favour of the next: the smallest scale kept is 1e-6 of the median's size.
/// </remarks>
public sealed class NormalisationSampler(FieldReader reader, FieldPreparation preparation)
{
    /// <summary>Measures, or returns null when no field can be read.</summary>
    /// <param name="sampled">All fields in sampling order.</param>
    /// <param name="size">The plate's field size.</param>
    /// <param name="cancellation">Stops between fields.</param>
    public FrozenNormalisation? Measure(IReadOnlyList<FieldSource> sampled, (int Height, int Width) size, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sampled);
        var used = new List<FieldKey>();
        GreyLevelCounts? counts = null;
        foreach (FieldSource field in sampled)
        {
            cancellation.ThrowIfCancellationRequested();
            if (used.Count == SamplingOrder.SampleSize)
            {
                break;
            }
            using Plane? raw = ReadOrNull(field, size);
            if (raw is null)
            {
                continue;
            }
            using Plane<float> corrected = preparation.Correct(raw);
            counts ??= BinsFor(raw, corrected);
            counts.Add(corrected);
            used.Add(field.Key);
        }
        if (counts is null || counts.PixelCount == 0)
        {
            return null;
        }
        RobustScale scale = counts.Scale();
        double sigma = Math.Max(scale.Sigma, 1e-6 * Math.Max(1, Math.Abs(scale.Median)));
        return new FrozenNormalisation(scale.Median, sigma, size.Height, size.Width, used);
    }

    private Plane? ReadOrNull(FieldSource field, (int Height, int Width) size)
    {
        try
        {
            return reader.Read(field, size).Plane;
        }
        catch (IOException)
        {
            return null; // the disk fails at this file: it is tried, and reported, when its turn comes
        }
    }

    // Integer planes have their own levels as bins; float planes 65,536 bins over twice the range of the first one.
    private static GreyLevelCounts BinsFor(Plane raw, Plane<float> corrected)
    {
        if (raw.PixelType != PixelType.Float32)
        {
            return new GreyLevelCounts();
        }
        Span<double> range = stackalloc double[2];
        Quantiles.Of(corrected.Pixels, [0, 1], range);
        double span = range[1] - range[0];
        return span > 0 ? new GreyLevelCounts(range[0] - (span / 2), span * 2 / 65_535) : new GreyLevelCounts();
    }
}
