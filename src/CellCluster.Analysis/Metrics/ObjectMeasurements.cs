using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Measures every object of a label image on a plane, however the labels came about.</summary>
public static class ObjectMeasurements
{
    /// <summary>One measurement per id that has pixels, by rising id.</summary>
    /// <remarks>
    /// Cost is proportional to the objects' pixels, but for granularity (openings of the whole plane). Scratch is pooled; single-threaded;
    /// the same bits everywhere.
    /// </remarks>
    /// <param name="labels">(height, width) uint32: 0 background, one id per object, not above 2^26; pixels of an object need not be connected.</param>
    /// <param name="intensity">(height, width) float, any scale; NaN and infinite pixels are left out.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, above 0; null where unknown.</param>
    /// <param name="options">Null for <see cref="MeasurementOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The planes differ in size, an id is too large, or the options have faults; all are named.</exception>
    public static IReadOnlyList<ObjectMeasurement> Of(
        Plane<uint> labels, Plane<float> intensity, double? pixelSizeUm = null, MeasurementOptions? options = null)
    {
        CheckSizes(labels, intensity);
        options ??= MeasurementOptions.Default;
        options.Check();
        using ObjectRuns runs = ObjectRuns.Of(labels);
        return Of(runs, intensity, pixelSizeUm, options);
    }

    /// <summary>The same on runs that were found before.</summary>
    internal static ObjectMeasurement[] Of(ObjectRuns runs, Plane<float> intensity, double? pixelSizeUm, MeasurementOptions options)
    {
        var measured = new ObjectMeasurement[runs.Count];
        for (int i = 0; i < measured.Length; i++)
        {
            ObjectShape shape = ObjectShape.Of(runs[i]);
            PixelRect box = shape.BoundingBox;
            measured[i] = new ObjectMeasurement
            {
                Id = runs.Ids[i],
                AreaPx = shape.AreaPx,
                AreaUm2 = shape.AreaPx * pixelSizeUm * pixelSizeUm,
                BoundingBox = box,
                CentroidYPx = shape.CentroidYPx,
                CentroidXPx = shape.CentroidXPx,
                PerimeterPx = double.NaN,
                Solidity = double.NaN,
                Eccentricity = shape.Eccentricity,
                MajorAxisPx = shape.MajorAxisPx,
                MinorAxisPx = shape.MinorAxisPx,
                TouchesBorder = box.Y == 0 || box.X == 0 || box.Bottom == intensity.Height || box.Right == intensity.Width,
                Intensity = Intensities.Of(runs[i], intensity),
            };
        }
        return measured;
    }

    internal static void CheckSizes(Plane<uint> labels, Plane plane)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(plane);
        if (labels.Height != plane.Height || labels.Width != plane.Width)
        {
            throw new ArgumentException(
                $"The label image is {labels.Height}x{labels.Width}, the plane {plane.Height}x{plane.Width}; both must be of one field at one scale.", nameof(plane));
        }
    }
}
