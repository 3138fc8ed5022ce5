using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>What the local optimum found.</summary>
/// <param name="Outcome">Found where at least one region has two clear peaks; else NotBimodal, or Empty without finite pixels: the surface is then positive infinity and nothing is above it.</param>
/// <param name="RegionCount">Sub-regions examined.</param>
/// <param name="BimodalRegionCount">Those with two clear peaks, which got a level of their own.</param>
/// <param name="LowestLevel">Lowest level of a region, in the plane's units; NaN unless found.</param>
/// <param name="HighestLevel">Highest level of a region; NaN unless found.</param>
public readonly record struct ChowKanekoResult(LevelOutcome Outcome, int RegionCount, int BimodalRegionCount, float LowestLevel, float HighestLevel);

/// <summary>The optimum of two Gaussians region by region (the local variant of the source): a level for every pixel.</summary>
/// <remarks>
/// Square sub-regions that overlap by half, evenly spread, each with its own histogram and fit. Only regions with two clear peaks get a level: the fit's
/// valley is at least 0.2 deep and its means at least 2 deviations apart (Ashman's D). The others get the mean of those levels weighted by
/// 1 / squared distance of the centres, of those within 16 regions along either axis, which on fewer than 18 regions a side are all (where there are none so near,
/// regions filled before count instead, in rounds); between centres levels are interpolated bilinearly, beyond the outer ones repeated. A region needs enough of both classes:
/// several objects wide, smaller than the illumination's changes. O(4 pixels) for the histograms, and a fit per region; scratch is pooled; one thread.
/// Source: Chow and Kaneko 1972, doi:10.1016/0010-4809(72)90070-5; we interpolate by distance and do not smooth the levels found.
/// </remarks>
public static class ChowKanekoThreshold
{
    /// <summary>Side of a region where none is given, px.</summary>
    public const int DefaultRegionPx = 256;

    private const int LeastRegionPx = 16;
    private const double LeastValleyDepth = 0.2;
    private const double LeastDistance = 2;

    /// <summary>Writes the level of every pixel.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="surface">A plane of the same size; may be the source itself. Foreground is above it (<see cref="ThresholdMask.AboveSurface(Plane{float}, Plane{float}, float, Plane{byte})"/>).</param>
    /// <param name="regionPx">Side of a sub-region, px, 16 or more; planes smaller than that are one region.</param>
    /// <param name="form">Of the optimum.</param>
    public static ChowKanekoResult Surface(Plane<float> source, Plane<float> surface, int regionPx = DefaultRegionPx, OptimalForm form = OptimalForm.Quadratic)
    {
        SizeCheck.Same(source, surface, nameof(surface));
        ArgumentOutOfRangeException.ThrowIfLessThan(regionPx, LeastRegionPx);
        int[] tops = Starts(source.Height, regionPx);
        int[] lefts = Starts(source.Width, regionPx);
        int count = tops.Length * lefts.Length;
        double[] rented = ArrayPool<double>.Shared.Rent(2 * count);
        Span<double> levels = rented.AsSpan(0, count);
        try
        {
            bool anyFinite = Levels(source, tops, lefts, regionPx, form, levels);
            int bimodal = 0;
            double lowest = double.PositiveInfinity;
            double highest = double.NegativeInfinity;
            foreach (double level in levels)
            {
                if (!double.IsNaN(level))
                {
                    bimodal++;
                    lowest = Math.Min(lowest, level);
                    highest = Math.Max(highest, level);
                }
            }
            if (bimodal == 0)
            {
                surface.Pixels.Fill(float.PositiveInfinity);
                return new ChowKanekoResult(anyFinite ? LevelOutcome.NotBimodal : LevelOutcome.Empty, count, 0, float.NaN, float.NaN);
            }
            double[] rows = Centres(tops, Math.Min(regionPx, source.Height));
            double[] columns = Centres(lefts, Math.Min(regionPx, source.Width));
            LevelGaps.Fill(levels, rows, columns, rented.AsSpan(count, count));
            LevelGrid.Fill(levels, rows, columns, surface);
            return new ChowKanekoResult(LevelOutcome.Found, count, bimodal, (float)lowest, (float)highest);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    // NaN where a region has not two clear peaks; returns whether any pixel is finite.
    private static bool Levels(Plane<float> source, int[] tops, int[] lefts, int regionPx, OptimalForm form, Span<double> levels)
    {
        int height = Math.Min(regionPx, source.Height);
        int width = Math.Min(regionPx, source.Width);
        float[] region = ArrayPool<float>.Shared.Rent(height * width);
        Histogram histogram = Histogram.Blank(); // one for all: there are as many regions as the plane is large
        bool anyFinite = false;
        for (int i = 0; i < levels.Length; i++)
        {
            (int top, int left) = (tops[i / lefts.Length], lefts[i % lefts.Length]);
            for (int y = 0; y < height; y++)
            {
                source.Row(top + y).Slice(left, width).CopyTo(region.AsSpan(y * width));
            }
            histogram.CountAgain(region.AsSpan(0, height * width));
            anyFinite |= histogram.PixelCount > 0;
            // Without a valley no fit counts as found: most regions of an empty plane need none.
            levels[i] = Bimodality.HasValley(histogram) ? Level(OptimalThreshold.Find(histogram, form)) : double.NaN;
        }
        ArrayPool<float>.Shared.Return(region);
        return anyFinite;
    }

    private static double Level(OptimalThresholdResult optimum)
    {
        bool clear = optimum.Outcome == LevelOutcome.Found && optimum.Fit.ValleyDepth >= LeastValleyDepth && optimum.Fit.Classes.Distance >= LeastDistance;
        return clear ? optimum.Value : double.NaN;
    }

    // Overlapping by half or more, the first at 0, the last at the end.
    private static int[] Starts(int length, int region)
    {
        int room = length - region;
        if (room <= 0)
        {
            return [0];
        }
        int steps = (room + (region / 2) - 1) / (region / 2);
        return [.. Enumerable.Range(0, steps + 1).Select(i => (int)((long)room * i / steps))];
    }

    private static double[] Centres(int[] starts, int region) => Array.ConvertAll(starts, start => start + ((region - 1) / 2.0));
}
