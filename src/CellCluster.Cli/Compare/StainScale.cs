using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>What a stain is multiplied and shifted by before it is measured.</summary>
/// <param name="Background">Grey level that becomes 0.</param>
/// <param name="Scale">Grey levels per unit, above 0.</param>
/// <param name="Text">For people.</param>
internal sealed record StainScale(double Background, double Scale, string Text)
{
    /// <summary>Whether it changes anything.</summary>
    public bool IsRaw => Background == 0 && Scale == 1;

    /// <summary>The scale that was asked for; reads all stains where it depends on them.</summary>
    public static StainScale Of(CompareOptions options, PairListing listing, PlaneReading reading, CancellationToken cancel)
    {
        if (options.Stain == StainUnit.Raw || (options.Stain == StainUnit.Auto && !IsFloatAgainstInteger(listing, reading)))
        {
            return new StainScale(0, 1, "as in the files");
        }
        if (StainLevels.Of(listing, reading, cancel) is not { } levels)
        {
            return new StainScale(0, 1, "as in the files: the stains have no spread to normalise by");
        }
        string text = FormattableString.Invariant($"normalised over all stained planes as for training: grey level {levels.Background:0.###} (5th percentile) becomes 0, {levels.Bright:0.###} (99.9th percentile) becomes 1");
        return new StainScale(levels.Background, levels.Bright - levels.Background, levels.ClampedPixelCount == 0 ? text : $"{text}; pixels far beyond them, counted as the nearest level: {levels.ClampedPixelCount}");
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
}
