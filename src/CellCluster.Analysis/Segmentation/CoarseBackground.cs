using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Analysis;

/// <summary>The local background of a plane: what no object of a block's size rises above.</summary>
/// <remarks>
/// The plane is averaged over 4x4 pixels, opened in grey (erosion, then dilation) with a square of the block's side, smoothed with a Gaussian of a quarter of it and interpolated
/// back. Objects narrower than the block do not lift it; illumination and out-of-focus light wider than the block are in it.
/// A group of objects without a gap that fills the block lifts it: choose the block wider than such groups. Single-threaded, the same bytes for any OpenCV thread count.
/// </remarks>
internal static class CoarseBackground
{
    private const int Reduction = 4;

    /// <summary>Writes the background of <paramref name="plane"/> (finite pixels) into <paramref name="background"/>.</summary>
    /// <param name="blockPx">Side of the square, px of the plane.</param>
    /// <returns>How much the background rises over half a block towards the steepest of the four borders, at least 0: the opening cuts such a rise off, and it would pass for objects.</returns>
    public static float Apply(Plane<float> plane, int blockPx, Plane<float> background)
    {
        using var coarse = Plane<float>.Rent((plane.Height + Reduction - 1) / Reduction, (plane.Width + Reduction - 1) / Reduction);
        Resampling.Apply(plane, coarse);
        int side = Math.Max(3, (blockPx / Reduction) | 1);
        using (PlaneMat mat = coarse.AsMat())
        using (Mat square = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(side, side)))
        {
            Cv2.MorphologyEx(mat.Mat, mat.Mat, MorphTypes.Open, square, borderType: BorderTypes.Reflect);
            mat.RequireInPlace();
        }
        GaussianBlur.Apply(coarse, side / 4.0, coarse);
        Resampling.Apply(coarse, background, Enlarging.Bilinear);
        return RiseToBorder(coarse, side / 2);
    }

    // Measured from a whole block inside to half a block inside, as the last half block is cut off.
    private static float RiseToBorder(Plane<float> coarse, int half)
    {
        int height = coarse.Height;
        int width = coarse.Width;
        double rise = 0;
        if (width > 2 * half)
        {
            double left = 0;
            double right = 0;
            for (int y = 0; y < height; y++)
            {
                left += coarse[y, half] - coarse[y, 2 * half];
                right += coarse[y, width - 1 - half] - coarse[y, width - 1 - (2 * half)];
            }
            rise = Math.Max(rise, Math.Max(left, right) / height);
        }
        if (height > 2 * half)
        {
            double top = 0;
            double bottom = 0;
            for (int x = 0; x < width; x++)
            {
                top += coarse[half, x] - coarse[2 * half, x];
                bottom += coarse[height - 1 - half, x] - coarse[height - 1 - (2 * half), x];
            }
            rise = Math.Max(rise, Math.Max(top, bottom) / width);
        }
        return (float)rise;
    }
}
