using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Masks from levels: 255 where a pixel is above the level, 0 elsewhere. A comparison with NaN on either side is 0.</summary>
public static partial class ThresholdMask
{
    /// <summary>Foreground of a mask.</summary>
    public const byte Foreground = 255;

    /// <summary>mask = source &gt; level, one level for the plane.</summary>
    /// <returns>Foreground pixels.</returns>
    public static long Above(Plane<float> source, float level, Plane<byte> mask)
    {
        SizeCheck.Same(source, mask, nameof(mask));
        return Vector512.IsHardwareAccelerated ? Above512(source.Pixels, level, mask.Pixels)
            : Vector256.IsHardwareAccelerated ? Above256(source.Pixels, level, mask.Pixels)
            : AboveScalar(source.Pixels, level, mask.Pixels);
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
        return AboveSurface(source.Pixels, surface.Pixels, floor, mask.Pixels);
    }

    /// <summary>The same on any run of pixels: all three of one length.</summary>
    internal static long AboveSurface(ReadOnlySpan<float> source, ReadOnlySpan<float> surface, float floor, Span<byte> mask) =>
        Vector512.IsHardwareAccelerated ? AboveSurface512(source, surface, floor, mask)
        : Vector256.IsHardwareAccelerated ? AboveSurface256(source, surface, floor, mask)
        : AboveSurfaceScalar(source, surface, floor, mask);
}
