using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>Predicts one tile of a field.</summary>
/// <param name="tile">The tile; its pixels are retained by the callee where it may outlive the call.</param>
/// <param name="cancellation">Gives up.</param>
public delegate Task<TilePrediction> PredictTile(TileInput tile, CancellationToken cancellation);

/// <summary>Predicted planes of one field in normalised stain units, its embedding and, for overlapping tiles, its seams.</summary>
public sealed class PredictedField(IReadOnlyList<Plane<float>> planes, double[] embedding, IReadOnlyList<SeamCertificate> seams) : IDisposable
{
    /// <summary>One plane per output channel, (height, width) of the field as stored; the last drop of this object drops them.</summary>
    public IReadOnlyList<Plane<float>> Planes { get; } = planes;

    /// <summary>Mean of each bottleneck feature over the field's bottleneck grid.</summary>
    public IReadOnlyList<double> Embedding { get; } = embedding;

    /// <summary>Per output channel; empty for exact plans, whose seams are zero by construction.</summary>
    public IReadOnlyList<SeamCertificate> Seams { get; } = seams;

    /// <summary>Drops the planes.</summary>
    public void Dispose()
    {
        foreach (Plane<float> plane in Planes)
        {
            plane.Dispose();
        }
    }
}

/// <summary>Cuts a prepared field into its tiles, has them predicted, joins the cores and scales them to normalised stain.</summary>
/// <remarks>Tiles of one field are sent ahead of their answers, at most <c>tilesAhead</c> at once, so that a lane never waits for this class. The
/// joined planes do not depend on the order of the answers. Stateless between fields; thread-safe.</remarks>
/// <param name="plan">The plate's plan.</param>
/// <param name="outputs">The model's output channels.</param>
/// <param name="storedSize">(height, width) of the planes to give back: predictions are resampled to it when it is not the plan's.</param>
/// <param name="tilesAhead">At least 1. Default 3.</param>
public sealed class FieldPredictor(TilePlan plan, IReadOnlyList<OutputChannel> outputs, (int Height, int Width) storedSize, int tilesAhead = 3)
{
    /// <summary>Predicts a field.</summary>
    /// <param name="prepared">The network's input, (height, width) of the plan.</param>
    /// <param name="predict">Predicts a tile.</param>
    /// <param name="cancellation">Gives up; what was sent is still answered and dropped.</param>
    public async Task<PredictedField> PredictAsync(Plane<float> prepared, PredictTile predict, CancellationToken cancellation)
    {
        var join = new FieldJoin(plan, outputs.Count);
        var flying = new Queue<(Tile Tile, Task<TilePrediction> Answer)>();
        try
        {
            foreach (Tile tile in plan.Tiles)
            {
                flying.Enqueue((tile, SendAsync(prepared, tile, predict, cancellation)));
                if (flying.Count >= tilesAhead)
                {
                    await JoinNextAsync(join, flying);
                }
            }
            while (flying.Count > 0)
            {
                await JoinNextAsync(join, flying);
            }
            return join.Finish(outputs, storedSize);
        }
        catch
        {
            join.Dispose();
            foreach ((_, Task<TilePrediction> answer) in flying)
            {
                // A tile that is already with the lane is answered some time: its planes go back then.
                _ = answer.ContinueWith(
                    static task => { if (task.IsCompletedSuccessfully) { task.Result.Dispose(); } else { _ = task.Exception; } },
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            throw;
        }
    }

    private async Task<TilePrediction> SendAsync(Plane<float> prepared, Tile tile, PredictTile predict, CancellationToken cancellation)
    {
        using var pixels = Plane<float>.Rent(plan.OuterHeight, plan.OuterWidth);
        plan.CutTile(prepared, tile, pixels);
        PixelRect[] regions = [.. plan.EmbeddingRegions(tile).Select(region => region.Cells)];
        return await predict(new TileInput(pixels, regions), cancellation);
    }

    private async Task JoinNextAsync(FieldJoin join, Queue<(Tile Tile, Task<TilePrediction> Answer)> flying)
    {
        (Tile tile, Task<TilePrediction> answer) = flying.Peek();
        using TilePrediction prediction = await answer;
        flying.Dequeue();
        join.Add(tile, prediction);
    }
}
