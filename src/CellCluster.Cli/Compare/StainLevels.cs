using CellCluster.Imaging;

namespace CellCluster.Cli;

/// <summary>The grey levels of all stained planes together that normalisation is made of.</summary>
/// <param name="Background">5th percentile.</param>
/// <param name="Bright">99.9th percentile, above the background.</param>
/// <param name="ClampedPixelCount">Pixels outside the bins: they count as the nearest level, which moves neither percentile.</param>
internal sealed record StainLevels(double Background, double Bright, long ClampedPixelCount)
{
    // As training does it (docs/formats/pairs.md), so that predicted and stained are in one unit.
    private const double BackgroundShare = 0.05;
    private const double BrightShare = 0.999;
    private const int BinCount = 65_536;
    private const int FewBins = 256; // between the percentiles: coarser than 8 bits
    private const int MostRounds = 4; // each makes bins some eighty times as fine

    /// <summary>Reads all stains: whole grey levels once, float planes once for their range and once to count in bins over it. Where pixels far out leave
    /// few bins between the percentiles, once more around these.</summary>
    /// <returns>Null where the percentiles are not apart.</returns>
    public static StainLevels? Of(PairListing listing, PlaneReading reading, CancellationToken cancel)
    {
        GreyLevelCounts counts = new();
        (double low, double high, bool anyFloat) = (double.PositiveInfinity, double.NegativeInfinity, false);
        Each(plane =>
        {
            PixelRange range = plane is Plane<float> floats ? PixelStatistics.Range(floats.Pixels) : default;
            if (plane is Plane<float>)
            {
                anyFloat = true;
                (low, high) = range.FiniteCount == 0 ? (low, high) : (Math.Min(low, range.Minimum), Math.Max(high, range.Maximum));
            }
            else
            {
                (low, high) = (Math.Min(low, 0), Math.Max(high, plane is Plane<byte> ? byte.MaxValue : ushort.MaxValue));
                counts.Add(plane);
            }
        });
        if (!anyFloat)
        {
            return Levels(counts, 0);
        }
        for (int round = 0; round < MostRounds && high > low; round++)
        {
            double width = (high - low) / (BinCount - 1);
            counts = new GreyLevelCounts(low, width);
            Each(counts.Add);
            if (Levels(counts, FewBins * width) is { } levels)
            {
                return levels;
            }
            double margin = FewBins * width;
            (low, high) = (Math.Max(low, counts.Quantile(BackgroundShare) - margin), Math.Min(high, counts.Quantile(BrightShare) + margin));
        }
        return null;

        void Each(Action<Plane> take)
        {
            foreach (PlanePair pair in listing.Pairs)
            {
                cancel.ThrowIfCancellationRequested();
                using Plane? stained = reading.Stained.Read(pair.Stained).Plane;
                if (stained is not null)
                {
                    take(stained);
                }
            }
        }
    }

    private static StainLevels? Levels(GreyLevelCounts counts, double least)
    {
        (double background, double bright) = (counts.Quantile(BackgroundShare), counts.Quantile(BrightShare));
        return bright - background > least ? new StainLevels(background, bright, counts.ClampedPixelCount) : null;
    }
}
