using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>The outer contour of one component of a mask.</summary>
/// <param name="FirstY">Row of a pixel on the contour.</param>
/// <param name="FirstX">Column of that pixel: the component's label is there.</param>
/// <param name="AreaPx">Area of the polygon through the border pixels' centres, px^2: less than the pixel count; 0 for a line or a point.</param>
/// <param name="HullAreaPx">Area of that polygon's convex hull, px^2.</param>
/// <param name="BoundingBox">The smallest rectangle of pixels that holds the component.</param>
public readonly record struct ContourShape(int FirstY, int FirstX, double AreaPx, double HullAreaPx, PixelRect BoundingBox)
{
    /// <summary>Area over hull area, 0..1: 1 for a convex shape, lower with dents; 0 for a line or a point, which have no area.</summary>
    public double Solidity => HullAreaPx > 0 ? AreaPx / HullAreaPx : 0;
}

/// <summary>Outer contours by OpenCV: findContours (external, no holes), contourArea, convexHull.</summary>
public static class ExternalContours
{
    /// <summary>One shape per 8-connected component of <paramref name="mask"/> that lies in no other's hole, in no promised order.</summary>
    public static IReadOnlyList<ContourShape> Find(Plane<byte> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using PlaneMat mat = mask.AsMat();
        Cv2.FindContours(mat.Mat, out Point[][] contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxNone);
        var shapes = new ContourShape[contours.Length];
        for (int i = 0; i < contours.Length; i++)
        {
            Point[] contour = contours[i];
            Rect box = Cv2.BoundingRect(contour);
            shapes[i] = new ContourShape(
                contour[0].Y,
                contour[0].X,
                Cv2.ContourArea(contour),
                Cv2.ContourArea(Cv2.ConvexHull(contour)),
                new PixelRect(box.Y, box.X, box.Height, box.Width));
        }
        return shapes;
    }
}
