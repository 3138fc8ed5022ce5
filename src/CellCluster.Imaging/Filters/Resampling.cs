using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>How new pixels are made where a plane gets larger.</summary>
public enum Enlarging
{
    /// <summary>Two by two neighbours: never beyond their range.</summary>
    Bilinear,

    /// <summary>Four by four neighbours (a = -0.75): sharper, may overshoot at steep edges.</summary>
    Cubic,
}

/// <summary>Changes the number of pixels of a plane, for pixel-size correction.</summary>
/// <remarks>
/// Pixel centres at half integers on both sides, so that the plane's borders coincide. Shrinking averages the covered area (no aliasing,
/// mean kept); enlarging interpolates, edges repeated; where one axis shrinks and the other grows, the one is averaged first. A NaN makes the new pixels that draw on it NaN. O(pixels).
/// </remarks>
public static class Resampling
{
    /// <summary>The size of a plane after multiplying its number of pixels per side by <paramref name="scale"/>: rounded, at least 1x1.</summary>
    public static (int Height, int Width) SizeFor(int height, int width, double scale)
    {
        if (!(scale > 0) || !double.IsFinite(scale))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "expected a finite factor above 0");
        }
        return (Scaled(height), Scaled(width));

        int Scaled(int px) => checked((int)Math.Max(1, Math.Round(px * scale, MidpointRounding.AwayFromZero)));
    }

    /// <summary>Fills <paramref name="destination"/> with the whole of <paramref name="source"/>; each axis by the ratio of the sizes.</summary>
    public static void Apply(Plane<float> source, Plane<float> destination, Enlarging enlarging = Enlarging.Cubic)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        if (source.Height == destination.Height && source.Width == destination.Width)
        {
            source.Pixels.CopyTo(destination.Pixels);
            return;
        }
        bool taller = destination.Height > source.Height;
        bool wider = destination.Width > source.Width;
        if ((taller && destination.Width < source.Width) || (wider && destination.Height < source.Height))
        {
            // One axis each: an interpolation of both would skip pixels of the axis that shrinks.
            using var shrunk = Plane<float>.Rent(Math.Min(source.Height, destination.Height), Math.Min(source.Width, destination.Width));
            Apply(source, shrunk, enlarging);
            Apply(shrunk, destination, enlarging);
            return;
        }
        bool shrinks = destination.Height <= source.Height && destination.Width <= source.Width;
        InterpolationFlags how = shrinks ? InterpolationFlags.Area : enlarging == Enlarging.Cubic ? InterpolationFlags.Cubic : InterpolationFlags.Linear;
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        Cv2.Resize(from.Mat, to.Mat, new Size(destination.Width, destination.Height), 0, 0, how);
        to.RequireInPlace();
    }
}
