using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>A network on a device: tiles in, predicted tiles and embedding sums out.</summary>
/// <remarks>
/// One thread at a time (its lane's) calls <see cref="Predict"/>. On a CPU the same tile gives the same bits on machines of one type, whatever
/// the batch.
/// </remarks>
public interface IPredictor : IDisposable
{
    /// <summary>What the network is, what it expects, and which arithmetic makes its numbers.</summary>
    PredictorFacts Facts { get; }

    /// <summary>Predicts tiles of one size.</summary>
    /// <param name="tiles">At least one; heights and widths all equal and multiples of <see cref="NetworkGeometry.Multiple"/>.</param>
    /// <returns>One prediction a tile, in order; the caller drops them.</returns>
    IReadOnlyList<TilePrediction> Predict(IReadOnlyList<TileInput> tiles);
}

/// <summary>One tile to predict.</summary>
/// <param name="Pixels">Normalised input, (height, width); stays the caller's.</param>
/// <param name="EmbeddingRegions">Rectangles of bottleneck cells (tile's own grid, cell = Multiple x Multiple px) over which the embedding is summed.</param>
public sealed record TileInput(Plane<float> Pixels, IReadOnlyList<PixelRect> EmbeddingRegions);

/// <summary>What the network says of one tile.</summary>
/// <param name="Outputs">One plane per output channel, (height, width) of the tile, raw network output.</param>
/// <param name="EmbeddingSums">Per region of the input, the sum of each bottleneck feature channel over its cells.</param>
public sealed record TilePrediction(IReadOnlyList<Plane<float>> Outputs, IReadOnlyList<double[]> EmbeddingSums) : IDisposable
{
    /// <summary>Drops the output planes.</summary>
    public void Dispose()
    {
        foreach (Plane<float> output in Outputs)
        {
            output.Dispose();
        }
    }
}
