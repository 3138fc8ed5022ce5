using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Morphological opening of a mask with a 3x3 square: drops what no 3x3 square fits into.</summary>
/// <remarks>Outside the plane counts as foreground for the erosion and as background for the dilation, as in OpenCV and scikit-image's <c>binary_opening</c>.</remarks>
public static class Opening
{
    /// <summary>Opens <paramref name="mask"/> into <paramref name="destination"/> (another plane of the same size).</summary>
    public static void Apply3x3(Plane<byte> mask, Plane<byte> destination)
    {
        SizeCheck.Same(mask, destination, nameof(destination));
        using PlaneMat from = mask.AsMat();
        using PlaneMat to = destination.AsMat();
        using Mat square = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(3, 3));
        Cv2.MorphologyEx(from.Mat, to.Mat, MorphTypes.Open, square);
        to.RequireInPlace();
    }
}
