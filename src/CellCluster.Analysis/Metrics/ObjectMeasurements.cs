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
    /// <param name="labels">(height, width) uint32: 0 background, one id per object, not above the larger of 65,535 and the number of pixels; pixels of an object need not be connected.</param>
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
        var levels = new Intensities[runs.Count];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = Intensities.Of(runs[i], intensity);
        }
        RegionShape[] shapes = RegionShapes.Of(runs.Labels);
        using var quartiles = new ObjectQuartiles();
        using ObjectTextures? textures = options.Texture && runs.Count > 0 ? ObjectTextures.Of(runs, intensity, TextureRange(levels), options) : null;
        double[] openings = options.Granularity ? ObjectGranularity.Sums(runs, intensity) : [];
        int steps = MeasurementOptions.GranularityRadiiPx.Count + 1;
        var measured = new ObjectMeasurement[runs.Count];
        for (int i = 0; i < measured.Length; i++)
        {
            uint id = runs.Ids[i];
            ReadOnlySpan<ObjectRun> pixels = runs[i];
            RegionShape shape = shapes[id];
            PixelRect box = shape.BoundingBox;
            measured[i] = new ObjectMeasurement
            {
                Id = id,
                AreaPx = (int)shape.PixelCount,
                AreaUm2 = shape.PixelCount * pixelSizeUm * pixelSizeUm,
                BoundingBox = box,
                CentroidYPx = shape.CentroidY,
                CentroidXPx = shape.CentroidX,
                PerimeterPx = shape.PerimeterPx,
                Solidity = shape.PixelSolidity,
                Eccentricity = shape.Eccentricity,
                MajorAxisPx = shape.MajorAxisPx,
                MinorAxisPx = shape.MinorAxisPx,
                TouchesBorder = box.Y == 0 || box.X == 0 || box.Bottom == intensity.Height || box.Right == intensity.Width,
                Intensity = IntensityOf(levels[i], EdgeIntensity.Mean(runs.Labels, id, pixels, intensity), pixels, (int)shape.PixelCount, intensity, quartiles),
                Texture = textures?.Measure(id, pixels) ?? ObjectTexture.None,
                Granularity = options.Granularity ? ObjectGranularity.Shares(openings.AsSpan(i * steps, steps)) : [],
            };
        }
        return measured;
    }

    private static ObjectIntensity IntensityOf(
        Intensities levels, double edgeMean, ReadOnlySpan<ObjectRun> pixels, int area, Plane<float> plane, ObjectQuartiles quartiles)
    {
        if (levels.Count == 0)
        {
            return ObjectIntensity.None;
        }
        (double lower, double median, double upper) = quartiles.Of(pixels, area, plane, levels.Minimum, levels.Maximum);
        return new ObjectIntensity(
            levels.Mean, levels.Total, levels.Minimum, levels.Maximum, Math.Sqrt(levels.Variance), lower, median, upper, edgeMean)
        {
            FiniteCount = levels.Count,
        };
    }

    // Mean +- 3 standard deviations of the pixels of all objects.
    private static (double Low, double High) TextureRange(Intensities[] levels)
    {
        double count = 0;
        double sum = 0;
        foreach (Intensities one in levels)
        {
            count += one.Count;
            sum += one.Count == 0 ? 0 : one.Total;
        }
        double mean = sum / count;
        double squares = 0;
        foreach (Intensities one in levels)
        {
            squares += one.Count == 0 ? 0 : one.Count * (one.Variance + ((one.Mean - mean) * (one.Mean - mean)));
        }
        double reach = 3 * Math.Sqrt(squares / count);
        return (mean - reach, mean + reach);
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
