using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>The façade of one lane, keyed by its name (<c>cpu:0</c>); lives on the silo that owns the device.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IInferenceGrain : IGrainWithStringKey
{
    /// <summary>Predicts one tile; calls interleave, the lane's own bounded queue slows the callers.</summary>
    /// <param name="work">The tile, by reference; the grain keeps its pixels alive as long as the lane needs them.</param>
    /// <param name="cancellation">Gives up.</param>
    [ResponseTimeout("01:00:00")] // a busy lane may be a queue away; the plate's deadlines decide, not this one
    Task<LocalReference<TilePrediction>> PredictAsync(LocalReference<TileWork> work, CancellationToken cancellation);

    /// <summary>All that planning needs of a model on this lane's device; loads no weights.</summary>
    /// <param name="modelPath">The weights file as the lane's silo sees it.</param>
    Task<PredictorFacts> DescribeAsync(string modelPath);
}
