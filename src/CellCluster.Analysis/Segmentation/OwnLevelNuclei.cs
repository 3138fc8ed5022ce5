using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Nuclei that end at a share of their own level: the rule <see cref="ThresholdRule.OtsuAndLocal"/>.</summary>
/// <remarks>
/// Heights are the plane less its local background. (1) Otsu's level on them divides the plane into two groups; the rule is believed where their means are at least
/// 4 deviations of the lower group apart (noise of any smoothness stays below 3.5), and where the background is not steep at a border. (2) Whatever is above 0.3 of that level, and above the lower group's noise, is
/// searched: divided at dips of intensity, each part ends at 0.44 of its own upper quartile. (3) The sizes of those parts give the magnification class. (4) The
/// parts together, holes filled, are divided again, by shape and intensity, and each object ends at the class's share of its own level: about half its height, where a
/// blur leaves an edge, whether the nucleus is bright or faint. (5) Objects far fainter than the typical one are dropped.
/// </remarks>
internal static class OwnLevelNuclei
{
    private const double LeastContrast = 4;
    private const double LargestRise = 0.3;
    private const double SearchShare = 0.3;
    private const double SearchNoise = 3;
    private const double SparseShare = 0.05; // in denser planes the light of neighbours widens every foot
    private const float FirstDepth = 0.16f;
    private const float FirstShare = 0.44f;
    private const double FirstQuantile = 0.75;
    private const int LeastTypicalPx = 20;
    private const double LeastTypicalLevel = 0.3;

    /// <summary>Finds the nuclei of a plane, or says why the rule is not believed.</summary>
    /// <param name="heights">The plane.</param>
    /// <param name="options">Checked.</param>
    /// <param name="labels">Takes the objects: ids 1..n with gaps.</param>
    /// <returns>The objects; rule none where the rule is not believed.</returns>
    public static CandidateObjects Find(HeightPlanes heights, NucleiOptions options, Plane<uint> labels)
    {
        Histogram histogram = Histogram.Of(heights.Outline);
        ThresholdLevel otsu = GlobalThreshold.Find(histogram, LevelMethod.Otsu);
        if (!otsu.IsFound)
        {
            return Not("the plane is its own background", otsu);
        }
        int bin = histogram.BinOf(otsu.Value);
        Classes classes = Classes.At(histogram, bin);
        if (classes.Contrast < LeastContrast)
        {
            return Not($"Otsu's two groups of the heights above the background are only {classes.Contrast:0.0} deviations apart, {LeastContrast:0.0} are needed", otsu);
        }
        if (heights.RiseToBorder > LargestRise * otsu.Value)
        {
            return Not($"the background rises towards a border by {heights.RiseToBorder / otsu.Value:0.00} of Otsu's level in half a block, at most {LargestRise:0.00} are believed", otsu);
        }
        double middle = LowerQuantile(histogram, bin, 0.5);
        double noise = middle - LowerQuantile(histogram, bin, 0.158655253931457);
        float search = (float)Math.Max(middle + (SearchNoise * noise), SearchShare * otsu.Value);
        var threshold = new ThresholdProvenance(ThresholdRule.OtsuAndLocal, search, options.LocalBlockPx, otsu.Score, classes.Contrast, null);

        using var mask = Plane<byte>.Rent(labels.Height, labels.Width);
        MagnificationClass size = FirstPass(heights, search, classes.UpperShare < SparseShare, mask, labels);
        int count = NucleiDivision.Label(mask, heights.Summits, options.Declumping, size, labels);
        float[] levels = ObjectLevels.Of(labels, count, heights.Outline, size.LevelQuantile);
        int[] areas = ObjectCut.Apply(labels, count, heights.Outline, Scaled(levels, size.OutlineShare));
        float least = size.LeastRelativeLevel * TypicalLevel(levels, areas);
        bool[] isFaint = new bool[count + 1];
        for (int id = 1; id <= count; id++)
        {
            isFaint[id] = areas[id] > 0 && levels[id] < least;
        }
        return new CandidateObjects(threshold, size, count, isFaint, 0);
    }

    private static CandidateObjects Not(string reason, ThresholdLevel level) => CandidateObjects.None(ThresholdProvenance.None(LevelOutcome.NotBimodal, level.Score, reason));

    // Leaves the parts, holes filled, in the mask.
    private static MagnificationClass FirstPass(HeightPlanes heights, float search, bool isSparse, Plane<byte> mask, Plane<uint> labels)
    {
        ThresholdMask.Above(heights.Outline, search, mask);
        int count = BasinFlood.Label(heights.Summits, mask, FirstDepth, leastPx: 0, labels);
        float[] levels = ObjectLevels.Of(labels, count, heights.Outline, FirstQuantile);
        bool areSpots = isSparse && SpotTest.AreSpots(labels, heights.Outline, levels);
        int[] areas = ObjectCut.Apply(labels, count, heights.Outline, Scaled(levels, FirstShare));
        mask.Pixels.Clear();
        ReadOnlySpan<uint> ids = labels.Pixels;
        Span<byte> foreground = mask.Pixels;
        for (int i = ids.IndexOfAnyExcept(0u); i >= 0 && i < ids.Length;)
        {
            int length = ids[i..].IndexOf(0u);
            length = length < 0 ? ids.Length - i : length;
            foreground.Slice(i, length).Fill(ThresholdMask.Foreground);
            int gap = ids[(i + length)..].IndexOfAnyExcept(0u);
            i = gap < 0 ? ids.Length : i + length + gap;
        }
        HoleFilling.Fill(mask);
        return MagnificationClass.Of(TypicalArea(levels, areas), areSpots);
    }

    // Of parts that are no specks and not far fainter than the others.
    private static int TypicalArea(float[] levels, int[] areas)
    {
        var sized = new List<float>();
        for (int id = 1; id < areas.Length; id++)
        {
            if (areas[id] >= LeastTypicalPx)
            {
                sized.Add(levels[id]);
            }
        }
        if (sized.Count == 0)
        {
            return 0;
        }
        sized.Sort();
        double least = LeastTypicalLevel * sized[sized.Count / 2];
        int[] kept = ArrayPool<int>.Shared.Rent(sized.Count);
        int count = 0;
        for (int id = 1; id < areas.Length; id++)
        {
            if (areas[id] >= LeastTypicalPx && levels[id] > least)
            {
                kept[count++] = areas[id];
            }
        }
        int typical = MagnificationClass.TypicalArea(kept.AsSpan(0, count));
        ArrayPool<int>.Shared.Return(kept);
        return typical;
    }

    // The level at or below which objects hold half of all their pixels.
    private static float TypicalLevel(float[] levels, int[] areas)
    {
        float[] sorted = [.. levels.AsSpan(1)];
        int[] weights = [.. areas.AsSpan(1)];
        Array.Sort(sorted, weights);
        long total = weights.Sum(area => (long)area);
        long sum = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            sum += weights[i];
            if (2 * sum >= total)
            {
                return sorted[i];
            }
        }
        return 0;
    }

    private static float[] Scaled(float[] levels, float share) => Array.ConvertAll(levels, level => share * level);

    // A quantile of the pixels in bins 0..bin, interpolated within its bin.
    private static double LowerQuantile(Histogram histogram, int bin, double fraction)
    {
        long total = 0;
        for (int i = 0; i <= bin; i++)
        {
            total += histogram.Counts[i];
        }
        double rank = fraction * total;
        double sum = 0;
        for (int i = 0; i <= bin; i++)
        {
            long count = histogram.Counts[i];
            if (count > 0 && sum + count >= rank)
            {
                return histogram.Edge(i) + ((rank - sum) / count * (histogram.Edge(i + 1) - histogram.Edge(i)));
            }
            sum += count;
        }
        return histogram.Edge(bin + 1);
    }
}
