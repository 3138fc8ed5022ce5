using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>What became of a pair: a field with its matched objects, or a gap.</summary>
/// <param name="Field">Null for a gap.</param>
/// <param name="Objects">Matched objects.</param>
/// <param name="Gap">Null when it was compared.</param>
internal sealed record PairOutcome(ComparedField? Field, IReadOnlyList<ComparedObject> Objects, ComparisonGap? Gap)
{
    /// <summary>Cluster of the pair.</summary>
    public int Cluster { get; init; }

    /// <summary>Micrometres per pixel; null where unknown.</summary>
    public double? PixelSizeUm { get; init; }
}

/// <summary>The whole way of one pair: read, check, segment, measure, match. Holds no state between pairs; thread-safe.</summary>
internal sealed class PairComparer(CompareOptions options, PlaneReading reading, StainScale stain)
{
    private const double MatchedAbove = 0.5;
    private const double SamePixelSize = 0.005; // calibrations are measured: beyond this they are different

    private static readonly string[] s_places = ["centroid_y_px", "centroid_x_px", "box_y_px", "box_x_px", "box_height_px", "box_width_px", "touches_border"];
    private static readonly MeasuredColumn<ObjectMeasurement>[] s_objectColumns = [.. ObjectColumns.All.Where(column => !s_places.Contains(column.Name))];

    /// <summary>The columns of the tables.</summary>
    public ComparisonTable Table { get; } = new(
        options.Organelle,
        [.. FieldMetricColumns.All.Where(column => column.Name != "objects_per_nucleus").Select(Column)],
        [.. s_objectColumns.Select(Column)])
    {
        Errors = StainErrors.Columns(options.Organelle),
    };

    /// <summary>Compares one pair.</summary>
    public PairOutcome Compare(PlanePair pair)
    {
        ImageReading predictedFile = reading.Predicted.Read(pair.Predicted);
        using Plane? predictedPlane = predictedFile.Plane;
        if (predictedPlane is null)
        {
            return Gap(pair, "unreadable", $"predicted: {predictedFile.Gap!.Reason}");
        }
        ImageReading stainedFile = reading.Stained.Read(pair.Stained);
        using Plane? stainedPlane = stainedFile.Plane;
        if (stainedPlane is null)
        {
            return Gap(pair, "unreadable", $"stained: {stainedFile.Gap!.Reason}");
        }
        if (predictedPlane.Height != stainedPlane.Height || predictedPlane.Width != stainedPlane.Width)
        {
            return Gap(pair, "wrong-size", $"predicted {predictedPlane.Height}x{predictedPlane.Width}, stained {stainedPlane.Height}x{stainedPlane.Width}; both must show the same pixels");
        }
        double? predictedSize = predictedFile.PixelSizeUm;
        double? stainedSize = stainedFile.PixelSizeUm;
        if (options.PixelSizeUm is null && predictedSize is { } p && stainedSize is { } s && Math.Abs(p - s) > SamePixelSize * s)
        {
            return Gap(pair, "wrong-size", FormattableString.Invariant($"pixels of {p} um predicted, {s} um stained; name the right one with --pixel-size"));
        }
        (Plane<uint>? foundLabels, PairOutcome? foundGap) = Labels(pair, pair.PredictedLabels, predictedPlane);
        using Plane<uint>? found = foundLabels;
        (Plane<uint>? referenceLabels, PairOutcome? referenceGap) = foundGap is null ? Labels(pair, pair.StainedLabels, stainedPlane) : (null, null);
        using Plane<uint>? reference = referenceLabels;
        if ((foundGap ?? referenceGap) is { } gap)
        {
            return gap;
        }
        using Plane<float> predicted = predictedPlane.ToFloat();
        using Plane<float> stained = stainedPlane.ToFloat();
        stain.Apply(stained);
        return Compare(pair, (predicted, found), (stained, reference), options.PixelSizeUm ?? predictedSize ?? stainedSize);
    }

    // Neither where none are given.
    private static (Plane<uint>? Labels, PairOutcome? Gap) Labels(PlanePair pair, SetImage? given, Plane plane)
    {
        if (given is null)
        {
            return (null, null);
        }
        Plane<uint> labels;
        try
        {
            labels = LabelImage.Read(given.Path);
        }
        catch (Exception fault) when (fault is ImageFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, Gap(pair, "unreadable", $"labels: {fault.Message}"));
        }
        if (labels.Height == plane.Height && labels.Width == plane.Width)
        {
            return (labels, null);
        }
        using (labels)
        {
            return (null, Gap(pair, "wrong-size", $"labels: {given.Name} is {labels.Height}x{labels.Width}, its plane {plane.Height}x{plane.Width}; both must show the same pixels"));
        }
    }

    private PairOutcome Compare(PlanePair pair, (Plane<float> Plane, Plane<uint>? Labels) predicted, (Plane<float> Plane, Plane<uint>? Labels) stained, double? pixelSize)
    {
        MeasuredSide? found = null;
        MeasuredSide? reference = null;
        try
        {
            found = Side(predicted.Plane, predicted.Labels, pixelSize);
            reference = Side(stained.Plane, stained.Labels, pixelSize);
            return Matched(pair, predicted.Plane, stained.Plane, found, reference) with { PixelSizeUm = pixelSize };
        }
        catch (Exception fault) when (fault is not OutOfMemoryException) // a fault of the program with this pair: reported, the others go on
        {
            return Gap(pair, "failed", $"{fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            found?.Dispose();
            reference?.Dispose();
        }
    }

    private PairOutcome Matched(PlanePair pair, Plane<float> predicted, Plane<float> stained, MeasuredSide found, MeasuredSide reference)
    {
        ObjectOverlap overlap = ObjectOverlap.Of(found.Labels, reference.Labels);
        var field = new ComparedField
        {
            Name = pair.Name,
            Well = pair.Predicted.Place.Well,
            Field = pair.Predicted.Place.Field,
            Cluster = pair.Cluster,
            Pixels = PlaneAgreement.Of(predicted, stained),
            Detection = DetectionCurve.Of(overlap),
            PredictedRule = found.Rule,
            StainedRule = reference.Rule,
            Predicted = Numbers(found.Metrics),
            Stained = Numbers(reference.Metrics),
            Errors = StainErrors.Of(options.Organelle, predicted, stained, reference.Labels),
        };
        Dictionary<uint, ObjectMeasurement> foundById = found.Objects.ToDictionary(one => one.Id);
        Dictionary<uint, ObjectMeasurement> referenceById = reference.Objects.ToDictionary(one => one.Id);
        ComparedObject[] objects = [.. overlap.Match(MatchedAbove).Pairs.OrderBy(match => match.ReferenceId)
            .Select(match => new ComparedObject(match, Numbers(foundById[match.FoundId]), Numbers(referenceById[match.ReferenceId])))];
        return new PairOutcome(field, objects, null) { Cluster = pair.Cluster };
    }

    private MeasuredSide Side(Plane<float> plane, Plane<uint>? given, double? pixelSize) => given is null
        ? MeasuredSide.Segment(plane, options.Organelle, pixelSize)
        : MeasuredSide.Given(plane, given, options.Organelle, pixelSize);

    private static double[] Numbers(FieldMetrics metrics) =>
        [.. FieldMetricColumns.All.Where(column => column.Name != "objects_per_nucleus").Select(column => column.Value(metrics))];

    private static double[] Numbers(ObjectMeasurement one) => [.. s_objectColumns.Select(column => column.Value(one))];

    private static MetricColumn Column<T>(MeasuredColumn<T> column) => new(column.Name, column.Title, column.Unit);

    private static PairOutcome Gap(PlanePair pair, string code, string reason) => new(null, [], pair.Gap(code, reason));
}
