using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>All that planning needs of a model on a kind of device; known without loading weights. Travels between silos as JSON.</summary>
/// <param name="Card">What the network is and expects.</param>
/// <param name="Profile">Which arithmetic makes the numbers.</param>
/// <param name="Geometry">What the network asks of a tiling: alignment and receptive radius.</param>
/// <param name="PreferredTilePx">The outer tile size, px, that the predictor is fastest with and that still fits memory: the planner starts from it.</param>
public sealed record PredictorFacts(ModelCard Card, PredictorProfile Profile, NetworkGeometry Geometry, int PreferredTilePx)
{
    /// <summary>What predicting a tile takes.</summary>
    public TileMemory Memory { get; init; } = new(0, 0);
}

/// <summary>The numeric profile a plate pins: numbers of one profile are bit-identical, between profiles docs/accuracy.md states the tolerance.</summary>
/// <param name="Name">The predictor, such as <c>torch-cpu</c>.</param>
/// <param name="Version">Its version with that of its libraries.</param>
/// <param name="Architecture">Instruction set or device type that decides rounding, such as <c>x64 avx512</c>.</param>
public sealed record PredictorProfile(string Name, string Version, string Architecture);

/// <summary>Highest memory taken while one tile is predicted: measured, rounded up, linear in the tile's pixels.</summary>
/// <param name="BaseBytes">Weights and what does not depend on the tile.</param>
/// <param name="BytesPerPixel">Bytes for each pixel of the tile's outer size.</param>
public sealed record TileMemory(long BaseBytes, double BytesPerPixel)
{
    /// <summary>The peak for a tile of this outer size, bytes.</summary>
    public long PeakBytes(int height, int width) => BaseBytes + (long)(BytesPerPixel * height * width);
}
