using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Shape, intensity, texture and granularity of one object of a label image (docs/algorithms/measurements.md).</summary>
/// <remarks>Numbers that are not defined for an object are NaN. Intensities are in units of the plane and leave out its NaN and infinite pixels.</remarks>
public sealed record ObjectMeasurement
{
    /// <summary>Its id in the label image.</summary>
    public required uint Id { get; init; }

    /// <summary>Number of its pixels.</summary>
    public required int AreaPx { get; init; }

    /// <summary>Area in um^2; null where the pixel size is unknown.</summary>
    public double? AreaUm2 { get; init; }

    /// <summary>Smallest rectangle of pixels that holds it.</summary>
    public required PixelRect BoundingBox { get; init; }

    /// <summary>Mean row of its pixels (pixel centres at whole numbers).</summary>
    public required double CentroidYPx { get; init; }

    /// <summary>Mean column of its pixels.</summary>
    public required double CentroidXPx { get; init; }

    /// <summary>Length of its border, px, as scikit-image's perimeter; 0 for one pixel.</summary>
    public required double PerimeterPx { get; init; }

    /// <summary>4 pi area / perimeter^2: about 1 for a disk, lower for longer or rougher objects; NaN where the perimeter is 0.</summary>
    public double FormFactor => PerimeterPx > 0 ? 4 * Math.PI * AreaPx / (PerimeterPx * PerimeterPx) : double.NaN;

    /// <summary>Area over the pixels of its convex hull, 0..1, as scikit-image's solidity.</summary>
    public required double Solidity { get; init; }

    /// <summary>Of the ellipse with the same second moments: 0 circle .. 1 line.</summary>
    public required double Eccentricity { get; init; }

    /// <summary>Longer axis of that ellipse, px.</summary>
    public required double MajorAxisPx { get; init; }

    /// <summary>Shorter axis of that ellipse, px.</summary>
    public required double MinorAxisPx { get; init; }

    /// <summary>It has a pixel in the first or last row or column of the plane: it may be cut.</summary>
    public required bool TouchesBorder { get; init; }

    /// <summary>Its grey levels.</summary>
    public required ObjectIntensity Intensity { get; init; }

    /// <summary>How its grey levels lie beside each other; all NaN where it was not asked for.</summary>
    public ObjectTexture Texture { get; init; } = ObjectTexture.None;

    /// <summary>Share of its structure at each of <see cref="MeasurementOptions.GranularityRadiiPx"/>, 0..1 each; empty where it was not asked for.</summary>
    public IReadOnlyList<double> Granularity { get; init; } = [];
}

/// <summary>Grey levels of one object; all NaN where none of its pixels is finite.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Total">Sum.</param>
/// <param name="Minimum">Smallest pixel.</param>
/// <param name="Maximum">Largest pixel.</param>
/// <param name="Deviation">Standard deviation (over n).</param>
/// <param name="LowerQuartile">0.25 quantile, interpolated linearly between ranks.</param>
/// <param name="Median">0.5 quantile.</param>
/// <param name="UpperQuartile">0.75 quantile.</param>
/// <param name="EdgeMean">Mean over its border pixels (with a neighbour by an edge that is not of the object).</param>
public readonly record struct ObjectIntensity(
    double Mean,
    double Total,
    double Minimum,
    double Maximum,
    double Deviation,
    double LowerQuartile,
    double Median,
    double UpperQuartile,
    double EdgeMean)
{
    /// <summary>Pixels that are finite: what the numbers are over.</summary>
    public long FiniteCount { get; init; }

    /// <summary>No pixel is finite.</summary>
    public static ObjectIntensity None { get; } =
        new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}

/// <summary>Haralick's features of the grey-level co-occurrence matrix of one object, summed over four directions; all NaN without a pair of pixels.</summary>
/// <param name="Contrast">Sum of p (i - j)^2: 0 for a flat object.</param>
/// <param name="Correlation">-1..1; 1 for a flat object.</param>
/// <param name="Entropy">-Sum of p log2 p, bits.</param>
/// <param name="AngularSecondMoment">Sum of p^2: 1 for a flat object.</param>
/// <param name="Homogeneity">Sum of p / (1 + (i - j)^2): 1 for a flat object.</param>
public readonly record struct ObjectTexture(double Contrast, double Correlation, double Entropy, double AngularSecondMoment, double Homogeneity)
{
    /// <summary>Not measured or not defined.</summary>
    public static ObjectTexture None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}
