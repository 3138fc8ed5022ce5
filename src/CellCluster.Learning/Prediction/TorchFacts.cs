using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>What is known of libtorch on a kind of device and of a model on it, before anything is loaded.</summary>
internal static class TorchFacts
{
    // Bytes per pixel of a tile for 16 feature channels at the top, and bytes for everything else: an upper line over the peak resident memory
    // measured for tiles of 256 to 2144 px (table in this project's README).
    private const double BytesPerPixel = 400;
    private const long BaseBytes = 224L << 20;

    // On a CPU 1168: four such tiles make a field of 2144 px (1.19 times its pixels), and a pixel costs little more than in small tiles (table
    // in this project's README). On CUDA a whole field (not measured).
    private const int CpuTilePx = 1168;
    private const int CudaTilePx = 2192;

    /// <summary>The numeric profile of a kind of device.</summary>
    public static PredictorProfile Profile(bool isCpu) =>
        new(isCpu ? "torch-cpu" : "torch-cuda", TorchRuntime.Version, isCpu ? CpuArchitecture.Name : "cuda");

    /// <summary>The facts of a model.</summary>
    public static PredictorFacts Of(ModelCard card, bool isCpu)
    {
        // Level l has a quarter of the pixels of the level above, so a level counts by its width over 4^l; 16, 32, 64, 128, 256 give 31.
        double load = card.Network.Widths.Select(static (channels, level) => channels / Math.Pow(4, level)).Sum() / 31;
        return new PredictorFacts(card, Profile(isCpu), ReceptiveField.Walk(card.Network), isCpu ? CpuTilePx : CudaTilePx)
        {
            Memory = new TileMemory(BaseBytes, (BytesPerPixel * Math.Max(load, 0.5)) + (8 * card.Outputs.Count)),
        };
    }
}
