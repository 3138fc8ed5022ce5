using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>What a stain is multiplied and shifted by before it is measured.</summary>
/// <param name="Background">Grey level that becomes 0.</param>
/// <param name="Scale">Grey levels per unit, above 0.</param>
/// <param name="Text">For people.</param>
internal sealed record StainScale(double Background, double Scale, string Text)
{
    // As training does it (docs/formats/pairs.md), so that predicted and stained are in one unit.
    private const double BackgroundShare = 0.05;
    private const double BrightShare = 0.999;

    /// <summary>Whether it changes anything.</summary>
    public bool IsRaw => Background == 0 && Scale == 1;

    /// <summary>The scale that was asked for; reads all stains where it depends on them.</summary>
    public static StainScale Of(CompareOptions options, PairListing listing, PlaneReading reading, CancellationToken cancel)
    {
        if (options.Stain == StainUnit.Raw || (options.Stain == StainUnit.Auto && !IsFloatAgainstInteger(listing, reading)))
        {
            return new StainScale(0, 1, "as in the files");
        }
        GreyLevelCounts? counts = Count(listing, reading, cancel);
        (double background, double bright) = counts is null ? (double.NaN, double.NaN) : (counts.Quantile(BackgroundShare), counts.Quantile(BrightShare));
        if (!(bright > background))
        {
            return new StainScale(0, 1, "as in the files: the stains have no spread to normalise by");
        }
        string text = FormattableString.Invariant($"normalised over all stained planes as for training: grey level {background:0.###} (5th percentile) becomes 0, {bright:0.###} (99.9th percentile) becomes 1");
        return new StainScale(background, bright - background, text);
    }

    /// <summary>Applies it.</summary>
    public void Apply(Plane<float> plane)
    {
        if (IsRaw)
        {
            return;
        }
        foreach (ref float pixel in plane.Pixels)
        {
            pixel = (float)((pixel - Background) / Scale);
        }
    }

    // The first pair that can be read tells: a folder holds planes of one kind.
    private static bool IsFloatAgainstInteger(PairListing listing, PlaneReading reading)
    {
        foreach (PlanePair pair in listing.Pairs)
        {
            using Plane? predicted = reading.Predicted.Read(pair.Predicted).Plane;
            using Plane? stained = reading.Stained.Read(pair.Stained).Plane;
            if (predicted is not null && stained is not null)
            {
                return predicted is Plane<float> && stained is not Plane<float>;
            }
        }
        return false;
    }

    private static GreyLevelCounts? Count(PairListing listing, PlaneReading reading, CancellationToken cancel)
    {
        GreyLevelCounts? counts = null;
        foreach (PlanePair pair in listing.Pairs)
        {
            cancel.ThrowIfCancellationRequested();
            using Plane? stained = reading.Stained.Read(pair.Stained).Plane;
            if (stained is null)
            {
                continue;
            }
            counts ??= stained is Plane<float> floats ? CountsOver(floats) : new GreyLevelCounts();
            counts.Add(stained);
        }
        return counts;
    }

    // Bins for float planes: the range of the first with as much room again on both sides.
    private static GreyLevelCounts CountsOver(Plane<float> plane)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float pixel in plane.Pixels)
        {
            if (float.IsFinite(pixel))
            {
                (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
            }
        }
        return high > low ? new GreyLevelCounts(low - (high - low), 3.0 * (high - low) / ushort.MaxValue) : new GreyLevelCounts();
    }
}
