using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Segments one predicted plane; the caller drops the result.</summary>
public delegate Task<Segmentation> SegmentPlane(Plane<float> plane, Organelle organelle, SegmentationOptions options, double? pixelSizeUm);

/// <summary>Measures the organelles of a field together; drops nothing.</summary>
public delegate Task<FieldMeasurements> MeasurePlanes(IReadOnlyList<MeasuredPlane> planes, double? pixelSizeUm);

/// <summary>The second half of a field's way: segment every organelle, measure them together, write labels and tables.</summary>
/// <remarks>The same predictions and job give the same numbers and files wherever this runs. Thread-safe; holds nothing between calls.</remarks>
/// <param name="segment">Segments.</param>
/// <param name="measure">Measures.</param>
public sealed class FieldAnalysis(SegmentPlane segment, MeasurePlanes measure)
{
    /// <summary>Analyses a field.</summary>
    /// <param name="job">What is asked for.</param>
    /// <param name="predicted">One plane per organelle of the job, normalised stain; stay the caller's.</param>
    /// <param name="output">Where labels and tables go.</param>
    /// <param name="cancellation">Gives up between steps.</param>
    /// <exception cref="OutputUnavailableException">Results cannot be written.</exception>
    public async Task<AnalysedField> RunAsync(AnalysisJob job, IReadOnlyList<Plane<float>> predicted, OutputFolder output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(predicted);
        var planes = new List<MeasuredPlane>();
        try
        {
            // All organelles before the first measurement: ER and Golgi are measured by the nuclei they belong to.
            for (int c = 0; c < predicted.Count; c++)
            {
                cancellation.ThrowIfCancellationRequested();
                Segmentation segmentation = await segment(predicted[c], job.Organelles[c], job.Segmentation, job.PixelSizeUm);
                planes.Add(new MeasuredPlane(job.Organelles[c], predicted[c], segmentation));
            }
            cancellation.ThrowIfCancellationRequested();
            FieldMeasurements measured = await measure(planes, job.PixelSizeUm);
            var writer = new FieldWriter(job, output);
            (List<FieldFile> labels, List<FieldFile> tables) = await Task.Run(() => (writer.WriteLabels(planes), writer.WriteTables(measured)), cancellation);
            return Analysed(planes, measured, labels, tables);
        }
        finally
        {
            planes.ForEach(plane => plane.Segmentation.Dispose());
        }
    }

    private static AnalysedField Analysed(List<MeasuredPlane> planes, FieldMeasurements measured, List<FieldFile> labels, List<FieldFile> tables)
    {
        var organelles = new List<AnalysedOrganelle>(planes.Count);
        var provenance = new SortedDictionary<string, ThresholdRecord>(StringComparer.Ordinal);
        for (int c = 0; c < measured.Organelles.Count; c++)
        {
            FieldMetrics metrics = measured.Organelles[c];
            organelles.Add(new AnalysedOrganelle(
                metrics.Organelle,
                [.. FieldMetricColumns.All.Select(column => new MetricValue(metrics.Organelle, column.Name, column.Value(metrics)))],
                labels.Count > 0 ? labels[c] : null));
            provenance[metrics.Organelle.ToText()] = ThresholdRecord.Of(metrics.Threshold, planes[c].Segmentation.SizeClass);
        }
        bool isEmpty = measured.Organelles.Any(organelle => organelle is { Organelle: Organelle.Nuclei, ObjectCount: 0 });
        return new AnalysedField(organelles, JsonSerializer.Serialize(provenance, JsonSerializerOptions.Web), isEmpty, tables);
    }
}

/// <summary>How a mask came about, as stored with a field.</summary>
/// <param name="Rule">As <see cref="ThresholdProvenance.RuleText"/> says it.</param>
/// <param name="Level">Null where the rule has no single level.</param>
/// <param name="LocalBlockPx">0 where the rule has none.</param>
/// <param name="Bimodality">0..1.</param>
/// <param name="Contrast">In background deviations.</param>
/// <param name="Fallback">Why the first choice was not taken; null where it was.</param>
/// <param name="SizeClass">Magnification class of nuclei; empty where there is none.</param>
public sealed record ThresholdRecord(string Rule, double? Level, int LocalBlockPx, double Bimodality, double Contrast, string? Fallback, string SizeClass = "")
{
    /// <summary>The record of a provenance.</summary>
    public static ThresholdRecord Of(ThresholdProvenance threshold, string sizeClass)
    {
        ArgumentNullException.ThrowIfNull(threshold);
        return new ThresholdRecord(
            threshold.RuleText,
            double.IsFinite(threshold.Level) ? threshold.Level : null,
            threshold.LocalBlockPx,
            threshold.Bimodality,
            threshold.Contrast,
            threshold.FallbackReason,
            sizeClass);
    }
}
