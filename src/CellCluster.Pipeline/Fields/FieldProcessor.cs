using System.Runtime.InteropServices;
using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Where the heavy steps of a field run: a lane, a segmentation worker, a metric worker.</summary>
/// <param name="Predict">Predicts a tile with the plate's model.</param>
/// <param name="Segment">Segments a predicted plane; the caller drops the result.</param>
/// <param name="Measure">Measures the organelles of a field together; drops nothing.</param>
public sealed record FieldWorkers(
    PredictWork Predict,
    Func<Plane<float>, Organelle, SegmentationOptions, double?, Task<Segmentation>> Segment,
    Func<IReadOnlyList<MeasuredPlane>, double?, Task<FieldMeasurements>> Measure);

/// <summary>The whole way of one field: read, check, prepare, predict, segment, measure, write.</summary>
/// <remarks>
/// What is wrong with the field becomes a gap in the outcome; what is wrong with a store is an exception that blames no field; everything
/// else is an exception that counts as a failed attempt. Holds no state between fields; thread-safe.
/// </remarks>
/// <param name="plan">The plate's plan.</param>
/// <param name="frozen">Its normalisation; null when no field of the plate could be read.</param>
/// <param name="output">Where results go.</param>
public sealed class FieldProcessor(RunPlan plan, FrozenNormalisation? frozen, OutputFolder output)
{
    private readonly FieldReader _reader = new(plan.Options.Plate);
    private readonly FieldWriter _writer = new(plan, output);

    /// <summary>Works on one field.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="source">Where the field is read from.</param>
    /// <param name="workers">Where the heavy steps run.</param>
    /// <param name="cancellation">Gives up between steps and tiles.</param>
    /// <exception cref="PlateUnreachableException">The plate's folder cannot be reached.</exception>
    /// <exception cref="OutputUnavailableException">Results cannot be written.</exception>
    public async Task<FieldOutcome> ProcessAsync(FieldClaim claim, FieldSource source, FieldWorkers workers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(workers);
        cancellation.ThrowIfCancellationRequested();
        // Reading and preparing block a thread for some 0.1 s: not the caller's, which may be a grain's.
        (GapReason? gap, PlaneQuality? quality, Plane<float>? prepared) = await Task.Run(() => ReadAndPrepare(source), cancellation);
        if (gap is not null)
        {
            return new FieldOutcome { Claim = claim, State = FieldState.Gap, Gap = gap.Code, Reason = gap.Reason };
        }
        PredictedField predicted;
        using (prepared)
        {
            var predictor = new FieldPredictor(plan.Tiles!, plan.Card.Outputs, plan.FieldSize!.Value);
            predicted = await predictor.PredictAsync(prepared!, (tile, giveUp) => workers.Predict(Work(claim, tile), giveUp), cancellation);
        }
        using (predicted)
        {
            return await MeasureAndWriteAsync(claim, quality!, predicted, workers, cancellation);
        }
    }

    private (GapReason? Gap, PlaneQuality? Quality, Plane<float>? Prepared) ReadAndPrepare(FieldSource source)
    {
        FieldReading reading = _reader.Read(source, plan.FieldSize);
        if (reading.Plane is null)
        {
            return (reading.Gap, null, null);
        }
        using Plane raw = reading.Plane;
        if (frozen is null || plan.Tiles is null)
        {
            // It could not be read when the plate was measured and can be now: the plate's numbers are frozen without it.
            return (new GapReason(GapCode.Failed, "no field of the plate could be read when its normalisation was measured; start the plate anew with --force"), null, null);
        }
        PlaneQuality quality = PlaneQuality.Of(raw);
        return quality.WhyBlank is { } why
            ? (new GapReason(GapCode.Blank, why), null, null)
            : (null, quality, plan.Preparation.Prepare(raw, frozen));
    }

    private TileWork Work(FieldClaim claim, TileInput tile) =>
        new(plan.Model, tile, plan.Layout.PlateId, plan.Options.Priority) { Field = claim.Key.ToString() };

    private async Task<FieldOutcome> MeasureAndWriteAsync(
        FieldClaim claim, PlaneQuality quality, PredictedField predicted, FieldWorkers workers, CancellationToken cancellation)
    {
        var planes = new List<MeasuredPlane>();
        try
        {
            // All organelles before the first measurement: ER and Golgi are measured by the nuclei they belong to.
            for (int c = 0; c < predicted.Planes.Count; c++)
            {
                cancellation.ThrowIfCancellationRequested();
                Organelle organelle = plan.Card.Outputs[c].Organelle;
                Segmentation segmentation = await workers.Segment(predicted.Planes[c], organelle, plan.Options.Segmentation, plan.PixelSizeUm);
                planes.Add(new MeasuredPlane(organelle, predicted.Planes[c], segmentation));
            }
            cancellation.ThrowIfCancellationRequested();
            FieldMeasurements measured = await workers.Measure(planes, plan.PixelSizeUm);
            List<FieldFile> files = await Task.Run(() => _writer.Write(claim.Key, planes, measured), cancellation);
            return Done(claim, quality, predicted, planes, measured, files);
        }
        finally
        {
            planes.ForEach(plane => plane.Segmentation.Dispose());
        }
    }

    private static FieldOutcome Done(FieldClaim claim, PlaneQuality quality, PredictedField predicted, List<MeasuredPlane> planes, FieldMeasurements measured, List<FieldFile> files)
    {
        var metrics = new List<MetricValue>(MetricColumns.Raw.Count + (measured.Organelles.Count * MetricColumns.Organelle.Count));
        metrics.AddRange(RawNumbers.Of(quality).Select(number => new MetricValue(null, number.Name, number.Value)));
        var provenance = new SortedDictionary<string, ThresholdRecord>(StringComparer.Ordinal);
        for (int c = 0; c < measured.Organelles.Count; c++)
        {
            FieldMetrics organelle = measured.Organelles[c];
            metrics.AddRange(FieldMetricColumns.All.Select(column => new MetricValue(organelle.Organelle, column.Name, column.Value(organelle))));
            if (predicted.Seams.Count > 0)
            {
                metrics.Add(new MetricValue(organelle.Organelle, MetricColumns.SeamMaximum, predicted.Seams[c].MaximumDifference));
                metrics.Add(new MetricValue(organelle.Organelle, MetricColumns.SeamRms, predicted.Seams[c].RootMeanSquareDifference));
            }
            provenance[organelle.Organelle.ToText()] = ThresholdRecord.Of(organelle.Threshold, planes[c].Segmentation.SizeClass);
        }
        bool isEmpty = measured.Organelles.Any(organelle => organelle is { Organelle: Organelle.Nuclei, ObjectCount: 0 });
        return new FieldOutcome
        {
            Claim = claim,
            State = FieldState.Done,
            Flags = isEmpty ? ["empty"] : [],
            Metrics = metrics,
            Provenance = JsonSerializer.Serialize(provenance, JsonSerializerOptions.Web),
            Files = files,
            Embedding = MemoryMarshal.AsBytes(predicted.Embedding.ToArray().AsSpan()).ToArray(),
        };
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
