using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Grains;

/// <summary>Turns predicted planes into label images; a stateless worker on its caller's silo.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface ISegmentationGrain : IGrainWithIntegerKey
{
    /// <summary>Segments one predicted plane.</summary>
    /// <param name="plane">Normalised stain, by reference; read only.</param>
    /// <param name="organelle">What it predicts.</param>
    /// <param name="options">How; by reference.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel; null when unknown.</param>
    /// <returns>The label image and its objects, by reference; the caller drops them.</returns>
    [ResponseTimeout("01:00:00")] // a busy machine must not make a good field fail
    Task<LocalReference<Segmentation>> SegmentAsync(LocalReference<Plane<float>> plane, Organelle organelle, LocalReference<SegmentationOptions> options, double? pixelSizeUm);
}

/// <summary>Turns label images into numbers; a stateless worker on its caller's silo.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IMetricGrain : IGrainWithIntegerKey
{
    /// <summary>Measures the organelles of one field together: ER and Golgi by the nuclei they belong to.</summary>
    /// <param name="planes">Predicted planes with their segmentations, by reference; read only, dropped by the caller.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel; null when unknown.</param>
    [ResponseTimeout("01:00:00")]
    Task<LocalReference<FieldMeasurements>> MeasureAsync(LocalReference<IReadOnlyList<MeasuredPlane>> planes, double? pixelSizeUm);
}

/// <summary>Merges the embedding summaries of a batch's plates, keyed by the batch.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IDriftGrain : IGrainWithStringKey
{
    /// <summary>Adds or replaces a plate's summary and merges all of the batch.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="summary"><see cref="EmbeddingAccumulator.ToBytes"/>.</param>
    Task<BatchSummary> AddPlateAsync(string plateId, long epoch, byte[] summary);
}

/// <summary>What is known of a batch so far.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Plates">Plates that have joined, sorted.</param>
/// <param name="FieldCount">Fields behind the numbers.</param>
/// <param name="Merged">The merged summary, <see cref="EmbeddingAccumulator.ToBytes"/>.</param>
[GenerateSerializer, Immutable]
public sealed record BatchSummary(
    [property: Id(0)] string Batch, [property: Id(1)] IReadOnlyList<string> Plates, [property: Id(2)] long FieldCount, [property: Id(3)] byte[] Merged);
