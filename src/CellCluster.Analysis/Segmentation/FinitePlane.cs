using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>A plane of finite pixels: the given one itself, or a copy with its smallest finite pixel (background) in place of NaN and infinities.</summary>
internal sealed class FinitePlane : IDisposable
{
    private FinitePlane(Plane<float> plane, PixelRange range) => (Plane, FiniteCount, NonFiniteCount, IsConstant) =
        (plane, range.FiniteCount, range.NonFiniteCount, !(range.Maximum > range.Minimum));

    /// <summary>The plane.</summary>
    public Plane<float> Plane { get; }

    /// <summary>Finite pixels of the given plane.</summary>
    public long FiniteCount { get; }

    /// <summary>The others.</summary>
    public long NonFiniteCount { get; }

    /// <summary>Whether all finite pixels are equal.</summary>
    public bool IsConstant { get; }

    /// <summary>Wraps or copies.</summary>
    public static FinitePlane Of(Plane<float> source)
    {
        PixelRange range = PixelStatistics.Range(source.Pixels);
        if (range.NonFiniteCount == 0 || range.FiniteCount == 0)
        {
            return new FinitePlane(source.Retain(), range);
        }
        var copy = Plane<float>.Rent(source.Height, source.Width);
        ReadOnlySpan<float> from = source.Pixels;
        Span<float> to = copy.Pixels;
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = float.IsFinite(from[i]) ? from[i] : range.Minimum;
        }
        return new FinitePlane(copy, range);
    }

    /// <summary>Drops it.</summary>
    public void Dispose() => Plane.Dispose();
}
