namespace CellCluster.Imaging;

/// <summary>Masks from levels: 255 where a pixel is above the level, 0 elsewhere. A comparison with NaN on either side is 0.</summary>
public static class ThresholdMask
{
    /// <summary>Foreground of a mask.</summary>
    public const byte Foreground = 255;

    /// <summary>mask = source &gt; level, one level for the plane.</summary>
    /// <returns>Foreground pixels.</returns>
    public static long Above(Plane<float> source, float level, Plane<byte> mask)
    {
        SizeCheck.Same(source, mask, nameof(mask));
        ReadOnlySpan<float> from = source.Pixels;
        Span<byte> to = mask.Pixels;
        long count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool above = from[i] > level;
            to[i] = above ? Foreground : (byte)0;
            count += above ? 1 : 0;
        }
        return count;
    }

    /// <summary>mask = source &gt; surface and source &gt; floor.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="surface">A level per pixel, same size.</param>
    /// <param name="floor">A level below which nothing is foreground; negative infinity for none.</param>
    /// <param name="mask">Same size; every pixel is written.</param>
    /// <returns>Foreground pixels.</returns>
    public static long AboveSurface(Plane<float> source, Plane<float> surface, float floor, Plane<byte> mask)
    {
        SizeCheck.Same(source, surface, nameof(surface));
        SizeCheck.Same(source, mask, nameof(mask));
        ReadOnlySpan<float> from = source.Pixels;
        ReadOnlySpan<float> levels = surface.Pixels;
        Span<byte> to = mask.Pixels;
        long count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool above = from[i] > levels[i] & from[i] > floor;
            to[i] = above ? Foreground : (byte)0;
            count += above ? 1 : 0;
        }
        return count;
    }
}
