namespace CellCluster.Imaging;

/// <summary>Counts of a float plane in 256 equal bins from its minimum to its maximum, as scikit-image's <c>histogram</c> makes them.</summary>
/// <remarks>
/// Bin i holds edge(i) &lt;= value &lt; edge(i + 1), the last one also its right edge; edges are float32. A constant plane spans value - 0.5 ..
/// value + 0.5. Pixels that are NaN or infinite are left out and counted; a plane of nothing else has <see cref="PixelCount"/> 0.
/// </remarks>
public sealed class Histogram
{
    /// <summary>Number of bins.</summary>
    public const int BinCount = 256;

    private readonly long[] _counts = new long[BinCount];
    private readonly float[] _edges = new float[BinCount + 1];

    private Histogram(float minimum, float maximum, long nonFinite)
    {
        Minimum = minimum;
        Maximum = maximum;
        NonFinitePixelCount = nonFinite;
        double first = minimum;
        double last = maximum;
        if (IsConstant)
        {
            first -= 0.5;
            last += 0.5;
        }
        double step = (last - first) / BinCount;
        for (int i = 0; i < BinCount; i++)
        {
            _edges[i] = (float)(first + (i * step));
        }
        _edges[BinCount] = (float)last;
    }

    /// <summary>Pixels per bin.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Smallest finite pixel; NaN where there is none.</summary>
    public float Minimum { get; }

    /// <summary>Largest finite pixel; NaN where there is none.</summary>
    public float Maximum { get; }

    /// <summary>Finite pixels: the sum of all bins.</summary>
    public long PixelCount { get; private set; }

    /// <summary>NaN and infinite pixels, in no bin.</summary>
    public long NonFinitePixelCount { get; }

    /// <summary>True when all finite pixels are equal (or none is there).</summary>
    public bool IsConstant => !(Maximum > Minimum);

    /// <summary>Left edge of bin <paramref name="bin"/>, 0..256.</summary>
    public float Edge(int bin) => _edges[bin];

    /// <summary>Centre of bin <paramref name="bin"/>: what thresholds of the bin are given as.</summary>
    public float Centre(int bin) => (_edges[bin] + _edges[bin + 1]) / 2;

    /// <summary>Counts a plane. O(pixels), two passes.</summary>
    public static Histogram Of(Plane<float> plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return Of(plane.Pixels);
    }

    /// <summary>Counts pixels.</summary>
    public static Histogram Of(ReadOnlySpan<float> pixels)
    {
        float minimum = float.PositiveInfinity;
        float maximum = float.NegativeInfinity;
        long finite = 0;
        foreach (float pixel in pixels)
        {
            if (float.IsFinite(pixel))
            {
                minimum = Math.Min(minimum, pixel);
                maximum = Math.Max(maximum, pixel);
                finite++;
            }
        }
        if (finite == 0)
        {
            return new Histogram(float.NaN, float.NaN, pixels.Length);
        }
        var histogram = new Histogram(minimum, maximum, pixels.Length - finite) { PixelCount = finite };
        histogram.Count(pixels);
        return histogram;
    }

    private void Count(ReadOnlySpan<float> pixels)
    {
        float first = _edges[0];
        double scale = BinCount / ((double)_edges[BinCount] - first);
        foreach (float pixel in pixels)
        {
            if (!float.IsFinite(pixel))
            {
                continue;
            }
            // The product may be one bin off where rounding meets an edge; the edges decide.
            int bin = Math.Clamp((int)((pixel - (double)first) * scale), 0, BinCount - 1);
            if (pixel < _edges[bin])
            {
                bin--;
            }
            else if (bin < BinCount - 1 && pixel >= _edges[bin + 1])
            {
                bin++;
            }
            _counts[Math.Max(bin, 0)]++;
        }
    }
}
