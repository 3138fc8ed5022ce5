using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>The façade of one lane, keyed by its name (<c>cpu:0</c>); lives on the silo that owns the device.</summary>
public interface IInferenceGrain : IGrainWithStringKey
{
    /// <summary>Predicts one tile; calls interleave, the lane's own bounded queue slows the callers.</summary>
    /// <param name="tile">The tile, by reference; the grain keeps its pixels alive as long as the lane needs them.</param>
    /// <param name="cancellation">Gives up.</param>
    [ResponseTimeout("01:00:00")] // a busy lane may be a queue away; the plate's deadlines decide, not this one
    Task<LocalReference<TilePrediction>> PredictAsync(LocalReference<TileInput> tile, CancellationToken cancellation);
}
