using CellCluster.Imaging;
using CellCluster.Pipeline;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="IInferenceGrain"/>
/// <remarks>Reentrant: if calls did not interleave, every batch would be one tile. The device itself belongs to the silo's lane, so that a
/// duplicate activation shares it.</remarks>
[Reentrant]
[LanePlacement]
internal sealed class InferenceGrain(SiloLanes lanes, IGrainContext context) : Grain(context), IInferenceGrain
{
    private LaneHost Lane => lanes.Get(GrainContext.GrainId.Key.ToString()!);

    public async Task<LocalReference<TilePrediction>> PredictAsync(LocalReference<TileWork> work, CancellationToken cancellation)
    {
        // A caller that gives up drops its tile; the lane may still be reading it.
        using Plane<float> pixels = work.Value.Tile.Pixels.Retain();
        TilePrediction prediction = await Lane.PredictAsync(work.Value, cancellation);
        if (cancellation.IsCancellationRequested)
        {
            prediction.Dispose(); // nobody receives it any more
            cancellation.ThrowIfCancellationRequested();
        }
        return new LocalReference<TilePrediction>(prediction);
    }

    public Task<PredictorFacts> DescribeAsync(string modelPath)
    {
        string fault;
        try
        {
            return Task.FromResult(Lane.Describe(modelPath));
        }
        catch (Exception error) when (SlotName.SiloOf(Lane.Name) is not null)
        {
            fault = error.Message;
        }
        throw new IOException(fault); // an exception of our own cannot travel to another silo, and would arrive as a fault of the serialiser: its line can
    }
}
