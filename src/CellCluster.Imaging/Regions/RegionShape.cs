namespace CellCluster.Imaging;

/// <summary>What an object's pixels look like; lengths in px, areas in px^2. An id without pixels has <see cref="PixelCount"/> 0 and 0 everywhere.</summary>
/// <remarks>"As scikit-image": equal to <c>regionprops</c> of 0.19.3 on the object alone. "As OpenCV": equal to its operation on the object alone.</remarks>
public readonly record struct RegionShape
{
    /// <summary>The object's id.</summary>
    public uint Id { get; init; }

    /// <summary>Pixels: <c>area</c> of scikit-image.</summary>
    public long PixelCount { get; init; }

    /// <summary>The object's first pixel, row by row.</summary>
    public PixelPoint FirstPixel { get; init; }

    /// <summary>Mean row of the pixels.</summary>
    public double CentroidY { get; init; }

    /// <summary>Mean column of the pixels.</summary>
    public double CentroidX { get; init; }

    /// <summary>The smallest rectangle of pixels that holds the object.</summary>
    public PixelRect BoundingBox { get; init; }

    /// <summary>Length of the major axis of the ellipse with the object's second moments. As scikit-image.</summary>
    public double MajorAxisPx { get; init; }

    /// <summary>Length of that ellipse's minor axis, 0 for a straight line of pixels. As scikit-image.</summary>
    public double MinorAxisPx { get; init; }

    /// <summary>Eccentricity of that ellipse, 0 (circle) to 1 (line); 0 for a single pixel. As scikit-image.</summary>
    public double Eccentricity { get; init; }

    /// <summary>Angle from the y axis to the major axis, positive towards rising x, radians, -pi/2..pi/2; pi/4 where no axis is longer. As scikit-image, whose sign at
    /// exactly 45 degrees hangs on rounding.</summary>
    public double Orientation { get; init; }

    /// <summary>Length of the line through the centres of the border pixels, holes' borders included. As scikit-image's <c>perimeter</c> (4 neighbours).</summary>
    public double PerimeterPx { get; init; }

    /// <summary>Crofton's estimate of the boundary's length from four directions, nearer the true one for discs. As <c>perimeter_crofton</c>.</summary>
    public double CroftonPerimeterPx { get; init; }

    /// <summary>Pieces minus holes, pixels joined at edges and corners. As scikit-image.</summary>
    public int EulerNumber { get; init; }

    /// <summary>Area of the polygon through the outer border pixels' centres, holes filled, less than the pixel count; 0 for a line. As OpenCV's contourArea.</summary>
    public double ContourAreaPx { get; init; }

    /// <summary>Area of the convex hull of the pixels' centres. As OpenCV's convexHull and contourArea.</summary>
    public double HullAreaPx { get; init; }

    /// <summary>Pixels inside the convex hull of the pixels' edge midpoints. As scikit-image's <c>area_convex</c>.</summary>
    public long HullPixelCount { get; init; }

    /// <summary>Contour area over hull area, 0..1: the source's measure (OpenCV); 0 for a line or a point, which have no area.</summary>
    public double Solidity => HullAreaPx > 0 ? ContourAreaPx / HullAreaPx : 0;

    /// <summary>Pixels over hull pixels, 0..1, holes not filled: scikit-image's <c>solidity</c>.</summary>
    public double PixelSolidity => HullPixelCount > 0 ? (double)PixelCount / HullPixelCount : 0;

    /// <summary>Diameter of the disc with as many pixels.</summary>
    public double EquivalentDiameterPx => Math.Sqrt(4 * PixelCount / Math.PI);

    /// <summary>4 pi area over squared perimeter: 1 for a disc, less for other shapes (small objects exceed 1); 0 where the perimeter is 0.</summary>
    public double FormFactor => PerimeterPx > 0 ? 4 * Math.PI * PixelCount / (PerimeterPx * PerimeterPx) : 0;

    /// <summary>Pixels over pixels of the bounding box, 0..1.</summary>
    public double Extent => PixelCount > 0 ? (double)PixelCount / BoundingBox.PixelCount : 0;
}
