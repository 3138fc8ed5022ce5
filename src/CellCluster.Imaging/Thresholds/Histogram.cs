namespace CellCluster.Imaging;

/// <summary>Counts of float pixels in 256 equal bins: of one plane over its own range, or of many planes over one given range, merged.</summary>
/// <remarks>
/// Bin i holds edge(i) &lt;= value &lt; edge(i + 1), the last one also its right edge; edges are float32. Over a plane's own range (minimum to maximum; value - 0.5 ..
/// value + 0.5 for a constant plane) bins and counts are those of scikit-image's <c>histogram</c>. Over a given range, pixels outside count in the first or
/// last bin and in <see cref="ClampedPixelCount"/>. Pixels that are NaN or infinite are left out and counted; a plane of nothing else has
/// <see cref="PixelCount"/> 0. Immutable.
/// </remarks>
public sealed class Histogram
{
    /// <summary>Number of bins.</summary>
    public const int BinCount = 256;

    private readonly long[] _counts;
    private readonly float[] _edges;

    private Histogram(float[] edges, long[] counts)
    {
        _edges = edges;
        _counts = counts;
    }

    private Histogram(float[] edges, long[] counts, PixelRange seen, long clamped)
        : this(edges, counts) => Describe(seen, clamped);

    private void Describe(PixelRange seen, long clamped)
    {
        Minimum = seen.Minimum;
        Maximum = seen.Maximum;
        PixelCount = seen.FiniteCount;
        NonFinitePixelCount = seen.NonFiniteCount;
        ClampedPixelCount = clamped;
        FirstBin = Math.Max(0, Array.FindIndex(_counts, count => count > 0));
        LastBin = Math.Max(0, Array.FindLastIndex(_counts, count => count > 0));
    }

    /// <summary>Pixels per bin.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Smallest finite pixel; NaN where there is none.</summary>
    public float Minimum { get; private set; }

    /// <summary>Largest finite pixel; NaN where there is none.</summary>
    public float Maximum { get; private set; }

    /// <summary>Finite pixels: the sum of all bins.</summary>
    public long PixelCount { get; private set; }

    /// <summary>NaN and infinite pixels, in no bin.</summary>
    public long NonFinitePixelCount { get; private set; }

    /// <summary>Finite pixels outside the given range, counted in the first or last bin; 0 over a plane's own range.</summary>
    public long ClampedPixelCount { get; private set; }

    /// <summary>The lowest bin that holds a pixel.</summary>
    public int FirstBin { get; private set; }

    /// <summary>The highest bin that holds a pixel.</summary>
    public int LastBin { get; private set; }

    /// <summary>True when all finite pixels are in one bin (or none is there): no level can divide them.</summary>
    public bool IsConstant => FirstBin == LastBin || !(Maximum > Minimum);

    /// <summary>Left edge of bin <paramref name="bin"/>, 0..256.</summary>
    public float Edge(int bin) => _edges[bin];

    /// <summary>Centre of bin <paramref name="bin"/>: what thresholds of the bin are given as.</summary>
    public float Centre(int bin) => (float)(((double)_edges[bin] + _edges[bin + 1]) / 2); // the sum may be beyond float32

    /// <summary>The bin that holds <paramref name="value"/>, the first or last one for values outside.</summary>
    public int BinOf(float value)
    {
        int bin = 0;
        while (bin < BinCount - 1 && value >= _edges[bin + 1])
        {
            bin++;
        }
        return bin;
    }

    /// <summary>Counts a plane over its own range. O(pixels), two passes.</summary>
    public static Histogram Of(Plane<float> plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return Of(plane.Pixels);
    }

    /// <summary>Counts pixels over their own range.</summary>
    public static Histogram Of(ReadOnlySpan<float> pixels)
    {
        Histogram histogram = Blank();
        histogram.CountAgain(pixels);
        return histogram;
    }

    /// <summary>One without pixels, for a caller that counts many times and keeps it to itself: the only one that changes.</summary>
    internal static Histogram Blank() => new(new float[BinCount + 1], new long[BinCount]);

    /// <summary>Forgets its counts and counts pixels over their own range; allocates nothing.</summary>
    internal void CountAgain(ReadOnlySpan<float> pixels)
    {
        PixelRange seen = PixelStatistics.Range(pixels);
        Array.Clear(_counts);
        if (seen.FiniteCount == 0)
        {
            Array.Fill(_edges, float.NaN);
        }
        else
        {
            (double first, double last) = seen.Maximum > seen.Minimum ? (seen.Minimum, seen.Maximum) : (seen.Minimum - 0.5, seen.Minimum + 0.5);
            FillEdges(first, last, _edges);
            HistogramBins.Count(pixels, _edges, _counts);
        }
        Describe(seen, 0);
    }

    /// <summary>Counts a plane over a range that other planes share, for <see cref="Merge"/>.</summary>
    /// <param name="plane">(height, width) float.</param>
    /// <param name="minimum">Left edge of the first bin, finite.</param>
    /// <param name="maximum">Right edge of the last bin, finite, above <paramref name="minimum"/>.</param>
    public static Histogram Of(Plane<float> plane, float minimum, float maximum)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return Of(plane.Pixels, minimum, maximum);
    }

    /// <summary>Counts pixels over a given range.</summary>
    public static Histogram Of(ReadOnlySpan<float> pixels, float minimum, float maximum)
    {
        if (!float.IsFinite(minimum) || !float.IsFinite(maximum) || !(maximum > minimum))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), $"{minimum}..{maximum}", "expected a finite range whose maximum is above its minimum");
        }
        PixelRange seen = PixelStatistics.Range(pixels);
        float[] edges = new float[BinCount + 1];
        FillEdges(minimum, maximum, edges);
        long[] counts = new long[BinCount];
        HistogramBins.Count(pixels, edges, counts);
        long clamped = seen.Minimum < minimum || seen.Maximum > maximum ? Outside(pixels, minimum, maximum) : 0;
        return new Histogram(edges, counts, seen, clamped);
    }

    /// <summary>The counts of both together; neither changes. Associative and commutative, so planes merge in any order to the same histogram.</summary>
    /// <exception cref="ArgumentException">The bins differ: count all planes over one range.</exception>
    public Histogram Merge(Histogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!_edges.AsSpan().SequenceEqual(other._edges))
        {
            throw new ArgumentException(
                $"Bins from {other._edges[0]} to {other._edges[BinCount]} do not merge with bins from {_edges[0]} to {_edges[BinCount]}; count all planes over one range.", nameof(other));
        }
        long[] counts = new long[BinCount];
        for (int i = 0; i < BinCount; i++)
        {
            counts[i] = _counts[i] + other._counts[i];
        }
        var seen = new PixelRange(
            PixelRange.Lesser(Minimum, other.Minimum),
            PixelRange.Greater(Maximum, other.Maximum),
            PixelCount + other.PixelCount,
            NonFinitePixelCount + other.NonFinitePixelCount);
        return new Histogram(_edges, counts, seen, ClampedPixelCount + other.ClampedPixelCount);
    }

    private static void FillEdges(double first, double last, float[] edges)
    {
        double step = (last - first) / BinCount;
        for (int i = 0; i < BinCount; i++)
        {
            edges[i] = (float)(first + (i * step));
        }
        edges[BinCount] = (float)last;
    }

    private static long Outside(ReadOnlySpan<float> pixels, float minimum, float maximum)
    {
        long count = 0;
        foreach (float pixel in pixels)
        {
            count += (pixel < minimum | pixel > maximum) & float.IsFinite(pixel) ? 1 : 0;
        }
        return count;
    }
}
