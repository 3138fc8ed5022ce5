using System.Runtime.InteropServices;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Segments, measures and writes a field's predictions: on this silo or on another.</summary>
/// <param name="predictions">The predictions; stay the caller's.</param>
/// <param name="cancellation">Gives up.</param>
public delegate Task<AnalysedField> AnalysePredictions(FieldPredictions predictions, CancellationToken cancellation);

/// <summary>Where the heavy steps of a field run.</summary>
/// <param name="Predict">Predicts a tile with the plate's model.</param>
/// <param name="Analyse">Turns predictions into labels and numbers.</param>
public sealed record FieldWorkers(PredictWork Predict, AnalysePredictions Analyse);

/// <summary>The whole way of one field: read, check, prepare, predict, write the predictions, have them analysed (<see cref="FieldAnalysis"/>).</summary>
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
            return await AnalyseAsync(claim, quality!, predicted, workers, cancellation);
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

    private async Task<FieldOutcome> AnalyseAsync(
        FieldClaim claim, PlaneQuality quality, PredictedField predicted, FieldWorkers workers, CancellationToken cancellation)
    {
        AnalysisJob job = AnalysisJob.Of(plan, claim.Key);
        IReadOnlyList<FieldFile> written = plan.Options.WritePredicted
            ? await Task.Run(() => new FieldWriter(job, output).WritePredicted(predicted.Planes), cancellation)
            : [];
        using var predictions = new FieldPredictions(job, predicted.Planes, output, written);
        AnalysedField analysed = await workers.Analyse(predictions, cancellation);
        return Done(claim, quality, predicted, written, analysed);
    }

    private static FieldOutcome Done(FieldClaim claim, PlaneQuality quality, PredictedField predicted, IReadOnlyList<FieldFile> written, AnalysedField analysed)
    {
        var metrics = new List<MetricValue>(MetricColumns.Raw.Count + (analysed.Organelles.Count * MetricColumns.Organelle.Count));
        var files = new List<FieldFile>();
        metrics.AddRange(RawNumbers.Of(quality).Select(number => new MetricValue(null, number.Name, number.Value)));
        for (int c = 0; c < analysed.Organelles.Count; c++)
        {
            AnalysedOrganelle organelle = analysed.Organelles[c];
            metrics.AddRange(organelle.Metrics);
            if (predicted.Seams.Count > 0)
            {
                metrics.Add(new MetricValue(organelle.Organelle, MetricColumns.SeamMaximum, predicted.Seams[c].MaximumDifference));
                metrics.Add(new MetricValue(organelle.Organelle, MetricColumns.SeamRms, predicted.Seams[c].RootMeanSquareDifference));
            }
            files.AddRange(written.Skip(c).Take(1));
            files.AddRange(organelle.Labels is { } labels ? [labels] : []);
        }
        files.AddRange(analysed.Tables);
        return new FieldOutcome
        {
            Claim = claim,
            State = FieldState.Done,
            Flags = analysed.IsEmpty ? ["empty"] : [],
            Metrics = metrics,
            Provenance = analysed.Provenance,
            Files = files,
            Embedding = MemoryMarshal.AsBytes(predicted.Embedding.ToArray().AsSpan()).ToArray(),
        };
    }
}
