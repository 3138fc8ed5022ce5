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
    public static void Apply(Plane<float> plane, int blockPx, Plane<float> background)
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
    }
}
