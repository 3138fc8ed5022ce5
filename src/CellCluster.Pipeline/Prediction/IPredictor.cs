using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>A network on a device: tiles in, predicted tiles and embedding sums out.</summary>
/// <remarks>
/// One thread at a time (its lane's) calls <see cref="Predict"/>. The same tile gives the same bits on machines of one type, whatever the batch.
/// </remarks>
public interface IPredictor : IDisposable
{
    /// <summary>What the network is and expects.</summary>
    ModelCard Card { get; }

    /// <summary>Which arithmetic made the numbers.</summary>
    PredictorProfile Profile { get; }

    /// <summary>What the network asks of a tiling: alignment and receptive radius.</summary>
    NetworkGeometry Geometry { get; }

    /// <summary>The outer tile size, px, that this predictor is fastest with and still fits memory: the planner starts from it.</summary>
    int PreferredTilePx { get; }

    /// <summary>Highest bytes taken while one tile of this outer size is predicted, weights included: measured, rounded up.</summary>
    long PeakBytes(int height, int width);

    /// <summary>Predicts tiles of one size.</summary>
    /// <param name="tiles">At least one; heights and widths all equal and multiples of <see cref="NetworkGeometry.Multiple"/>.</param>
    /// <returns>One prediction a tile, in order; the caller drops them.</returns>
    IReadOnlyList<TilePrediction> Predict(IReadOnlyList<TileInput> tiles);
}

/// <summary>The numeric profile a plate pins: numbers of one profile are bit-identical, between profiles docs/accuracy.md states the tolerance.</summary>
/// <param name="Name">The predictor, such as <c>torch-cpu</c>.</param>
/// <param name="Version">Its version with that of its libraries.</param>
/// <param name="Architecture">Instruction set or device type that decides rounding, such as <c>x64 avx512</c>.</param>
public sealed record PredictorProfile(string Name, string Version, string Architecture);

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

/// <summary>Makes predictors. Hosting registers one per kind of device.</summary>
public interface IPredictorFactory
{
    /// <summary>Loads and checks the model file and puts it on the device.</summary>
    /// <param name="modelPath">A weights file (docs/formats/weights.md).</param>
    /// <param name="device">Such as <c>cpu</c> or <c>cuda:0</c>.</param>
    /// <exception cref="ModelFileException">The file is damaged or does not fit its card.</exception>
    /// <exception cref="DeviceUnavailableException">The device is not there: never replaced by another.</exception>
    IPredictor Create(string modelPath, string device);

    /// <summary>Reads and checks the card alone, without loading the network.</summary>
    /// <exception cref="ModelFileException">The file is damaged or has no card.</exception>
    ModelCard ReadCard(string modelPath);
}
