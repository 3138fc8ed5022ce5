using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>A plane of a field with its objects: what is measured. Neither is owned or dropped by the measurement.</summary>
/// <param name="Organelle">What the plane shows.</param>
/// <param name="Intensity">(height, width) predicted or stained plane.</param>
/// <param name="Segmentation">Its objects.</param>
public sealed record MeasuredPlane(Organelle Organelle, Plane<float> Intensity, Segmentation Segmentation);

/// <summary>The objects of one organelle of a field.</summary>
/// <param name="Organelle">The organelle.</param>
/// <param name="Objects">By rising id.</param>
/// <param name="Parents">For ER and Golgi of a field with nuclei: the nucleus of each object, in the order of <paramref name="Objects"/>; else null.</param>
public sealed record ObjectTable(Organelle Organelle, IReadOnlyList<ObjectMeasurement> Objects, IReadOnlyList<ParentLink>? Parents);

/// <summary>All numbers of one field.</summary>
/// <param name="Organelles">One row per plane, in the order given.</param>
/// <param name="Objects">One table per plane, in the order given.</param>
/// <param name="Cells">One per nucleus, by its id; empty where no nuclei plane was given.</param>
public sealed record FieldMeasurements(IReadOnlyList<FieldMetrics> Organelles, IReadOnlyList<ObjectTable> Objects, IReadOnlyList<CellMeasurement> Cells);

/// <summary>Measures the organelles of one field together, so that ER and Golgi find their nuclei.</summary>
public static class FieldMeasurement
{
    /// <summary>Objects, cells and field metrics. Single-threaded, scratch is pooled.</summary>
    /// <param name="planes">At most one per organelle, of one size.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, above 0; null where unknown.</param>
    /// <param name="options">Null for <see cref="MeasurementOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An organelle twice, planes of different size, or faults in the options.</exception>
    public static FieldMeasurements Of(IReadOnlyList<MeasuredPlane> planes, double? pixelSizeUm = null, MeasurementOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(planes);
        return Of([.. planes.Select(plane => new Labelled(plane.Organelle, plane.Intensity, plane.Segmentation.Labels, plane.Segmentation.Threshold))], pixelSizeUm, options);
    }

    /// <summary>The same for one organelle whose objects were not segmented but given as a label image.</summary>
    /// <param name="organelle">What the plane shows.</param>
    /// <param name="labels">(height, width): 0 background, one id per object, as <see cref="ObjectMeasurements"/> takes them.</param>
    /// <param name="intensity">(height, width) predicted or stained plane.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, above 0; null where unknown.</param>
    /// <param name="options">Null for <see cref="MeasurementOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">Planes of different size, an id is too large, or faults in the options.</exception>
    public static FieldMeasurements OfLabels(Organelle organelle, Plane<uint> labels, Plane<float> intensity, double? pixelSizeUm = null, MeasurementOptions? options = null) =>
        Of([new Labelled(organelle, intensity, labels, new ThresholdProvenance(ThresholdRule.None, double.NaN, 0, 0, 0, "labels were given"))], pixelSizeUm, options);

    // A plane and its objects, however they came about.
    private sealed record Labelled(Organelle Organelle, Plane<float> Intensity, Plane<uint> Labels, ThresholdProvenance Threshold);

    private static FieldMeasurements Of(Labelled[] planes, double? pixelSizeUm, MeasurementOptions? options)
    {
        options ??= MeasurementOptions.Default;
        options.Check();
        foreach (Labelled plane in planes)
        {
            ObjectMeasurements.CheckSizes(plane.Labels, plane.Intensity);
            ObjectMeasurements.CheckSizes(planes[0].Labels, plane.Intensity);
            if (planes.Count(other => other.Organelle == plane.Organelle) > 1)
            {
                throw new ArgumentException($"{plane.Organelle.ToText()} is given twice; give one plane per organelle.", nameof(planes));
            }
        }
        var runs = new ObjectRuns[planes.Length];
        NearestNucleus? nearest = null;
        CellReach? cells = null;
        try
        {
            for (int i = 0; i < runs.Length; i++)
            {
                runs[i] = ObjectRuns.Of(planes[i].Labels);
            }
            int nuclei = IndexOf(planes, Organelle.Nuclei);
            // Nuclei alone need no map of the nearest one, but their background is that of cells all the same.
            nearest = nuclei >= 0 && planes.Length > 1 ? NearestNucleus.Of(planes[nuclei].Labels) : null;
            cells = nuclei >= 0 ? CellReach.Of(planes[nuclei].Labels, options.CellRadius(pixelSizeUm)) : null;
            return Of(planes, runs, nuclei, nearest, cells, pixelSizeUm, options);
        }
        finally
        {
            cells?.Dispose();
            nearest?.Dispose();
            Array.ForEach(runs, one => one?.Dispose());
        }
    }

    private static FieldMeasurements Of(
        Labelled[] planes, ObjectRuns[] runs, int nuclei, NearestNucleus? nearest, CellReach? reach, double? pixelSizeUm, MeasurementOptions options)
    {
        double radius = options.CellRadius(pixelSizeUm);
        var objects = new ObjectMeasurement[planes.Length][];
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = ObjectMeasurements.Of(runs[i], planes[i].Intensity, pixelSizeUm, options);
        }
        var links = new ParentLink[planes.Length][];
        for (int i = 0; nearest is not null && i < links.Length; i++)
        {
            links[i] = i == nuclei ? [] : CellAssignment.Assign(nearest, runs[nuclei].Ids, Centroids(objects[nuclei]), runs[i], Centroids(objects[i]), radius);
        }
        CellMeasurement[] cells = [];
        if (nuclei >= 0)
        {
            int er = IndexOf(planes, Organelle.Er);
            int golgi = IndexOf(planes, Organelle.Golgi);
            CellEr[]? erCells = er < 0 ? null : CellTable.Er(nearest!, runs[nuclei].Ids, runs[er], planes[er].Intensity, radius, pixelSizeUm);
            CellGolgi[]? golgiCells = golgi < 0 ? null : CellTable.Golgi(runs[nuclei].Ids, objects[golgi], links[golgi], pixelSizeUm);
            cells = [.. objects[nuclei].Select((nucleus, i) => new CellMeasurement(nucleus, erCells?[i], golgiCells?[i]))];
        }
        return new FieldMeasurements(
            [.. planes.Select((plane, i) => Metrics(plane, runs[i], objects[i], i == nuclei || nuclei < 0 ? 0 : objects[nuclei].Length, reach, pixelSizeUm))],
            [.. planes.Select((plane, i) => new ObjectTable(plane.Organelle, objects[i], nearest is null || i == nuclei ? null : links[i]))],
            cells);
    }

    private static FieldMetrics Metrics(Labelled plane, ObjectRuns runs, ObjectMeasurement[] objects, int nucleusCount, CellReach? reach, double? pixelSizeUm)
    {
        (double strength, double level) = objects.Length == 0 ? (double.NaN, double.NaN) : BackgroundSignal.Of(plane.Labels, plane.Intensity, reach);
        return FieldMetrics.Of(plane.Organelle, plane.Labels.PixelCount, objects, plane.Threshold, pixelSizeUm) with
        {
            MedianAreaPx = Order.Median(Array.ConvertAll(objects, one => (double)one.AreaPx)),
            DetailLevel = plane.Organelle == Organelle.Golgi ? GolgiDetail.Level(runs, plane.Intensity, level) : double.NaN,
            BackgroundStrength = strength,
            ObjectsPerNucleus = nucleusCount == 0 ? double.NaN : (double)objects.Length / nucleusCount,
        };
    }

    private static int IndexOf(Labelled[] planes, Organelle organelle)
    {
        for (int i = 0; i < planes.Length; i++)
        {
            if (planes[i].Organelle == organelle)
            {
                return i;
            }
        }
        return -1;
    }

    private static (double Y, double X)[] Centroids(ObjectMeasurement[] objects) => Array.ConvertAll(objects, one => (one.CentroidYPx, one.CentroidXPx));
}
