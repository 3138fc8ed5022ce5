using System.Runtime.InteropServices;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Predicts with libtorch on one device.</summary>
/// <remarks>
/// Batch norm is folded into the convolutions and feature channels lie innermost (channels last), which libtorch computes 1.5 times as fast on a
/// CPU; against the network as trained outputs differ by rounding, 1e-5 of the largest. On a CPU tiles run one after the other, with one thread: a
/// larger batch gains nothing on one core and would let the batch decide the bits. On CUDA they run together, as many as a fixed number of pixels
/// allows, and a tile may differ by rounding with the batch it is in (never measured). Any one thread at a time may call.
/// </remarks>
public sealed class TorchPredictor : IPredictor
{
    // Two whole fields: the network's intermediates of so many pixels take some 4 GB of a device. An estimate from the CPU's table.
    private const long PixelsTogether = 2L * 2192 * 2192;
    private readonly UNet _network;
    private readonly Device _device;
    private readonly bool _isTogether;

    /// <param name="network">The network; the predictor's from now on.</param>
    /// <param name="card">Its card.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="isTogether">Tiles of a batch go through the network at once; null: on CUDA alone. Tests ask for it on a CPU.</param>
    internal TorchPredictor(UNet network, ModelCard card, Device device, bool? isTogether = null)
    {
        _network = network;
        _device = device;
        _isTogether = isTogether ?? device.type != DeviceType.CPU;
        network.FoldBatchNorm();
        network.UseChannelsLast();
        network.to(device);
        Facts = TorchFacts.Of(card, device.type == DeviceType.CPU);
    }

    /// <inheritdoc/>
    public PredictorFacts Facts { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TilePrediction> Predict(IReadOnlyList<TileInput> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Check(tiles);
        if (_device.type == DeviceType.CPU)
        {
            set_num_threads(1); // kept per thread
        }
        using IDisposable noGrad = no_grad();
        var predictions = new List<TilePrediction>(tiles.Count);
        try
        {
            long pixels = tiles[0].Pixels.PixelCount;
            int together = _isTogether ? (int)Math.Max(1, PixelsTogether / pixels) : 1;
            foreach (TileInput[] chunk in tiles.Chunk(together))
            {
                Predict(chunk, predictions);
            }
            return predictions;
        }
        catch
        {
            predictions.ForEach(static prediction => prediction.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private void Predict(TileInput[] tiles, List<TilePrediction> predictions)
    {
        int height = tiles[0].Pixels.Height;
        int width = tiles[0].Pixels.Width;
        using Tensor host = empty([tiles.Length, 1, height, width], ScalarType.Float32);
        for (int n = 0; n < tiles.Length; n++)
        {
            Span<byte> pixels = MemoryMarshal.AsBytes(tiles[n].Pixels.Pixels);
            pixels.CopyTo(host.bytes.Slice(n * pixels.Length, pixels.Length));
        }
        using Tensor input = host.to(_device, copy: false, disposeAfter: false);
        (Tensor output, Tensor bottom) = _network.ForwardWithBottom(input);
        using (output)
        using (bottom)
        {
            for (int n = 0; n < tiles.Length; n++)
            {
                using Tensor one = output.narrow(0, n, 1);
                using Tensor itsBottom = bottom.narrow(0, n, 1);
                predictions.Add(new TilePrediction(ToPlanes(one), EmbeddingSums(itsBottom, tiles[n].EmbeddingRegions)));
            }
        }
    }

    // (1, outputs, H, W) on the device
    private static Plane<float>[] ToPlanes(Tensor output)
    {
        using Tensor host = output.cpu();
        using Tensor rows = host.contiguous();
        ReadOnlySpan<float> pixels = MemoryMarshal.Cast<byte, float>(rows.bytes);
        var planes = new Plane<float>[output.shape[1]];
        int height = (int)output.shape[2];
        int width = (int)output.shape[3];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = Plane<float>.Rent(height, width);
            pixels.Slice(i * height * width, height * width).CopyTo(planes[i].Pixels);
        }
        return planes;
    }

    // (1, channels, cell rows, cell columns) on the device; row by row in double, so the order of additions is always the same
    private static double[][] EmbeddingSums(Tensor bottom, IReadOnlyList<PixelRect> regions)
    {
        if (regions.Count == 0)
        {
            return [];
        }
        using Tensor host = bottom.cpu();
        using Tensor rows = host.contiguous();
        ReadOnlySpan<float> cells = MemoryMarshal.Cast<byte, float>(rows.bytes);
        int channels = (int)bottom.shape[1];
        int height = (int)bottom.shape[2];
        int width = (int)bottom.shape[3];
        var sums = new double[regions.Count][];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = new double[channels];
            for (int channel = 0; channel < channels; channel++)
            {
                double sum = 0;
                for (int y = regions[i].Y; y < regions[i].Bottom; y++)
                {
                    foreach (float cell in cells.Slice((((channel * height) + y) * width) + regions[i].X, regions[i].Width))
                    {
                        sum += cell;
                    }
                }
                sums[i][channel] = sum;
            }
        }
        return sums;
    }

    private void Check(IReadOnlyList<TileInput> tiles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tiles.Count, nameof(tiles));
        int height = tiles[0].Pixels.Height;
        int width = tiles[0].Pixels.Width;
        int multiple = Facts.Geometry.Multiple;
        if (height % multiple != 0 || width % multiple != 0)
        {
            throw new ArgumentException($"A tile of {height}x{width} px does not fit the network; multiples of {multiple} are expected.", nameof(tiles));
        }
        var grid = new PixelRect(0, 0, height / multiple, width / multiple);
        foreach (TileInput tile in tiles)
        {
            if (tile.Pixels.Height != height || tile.Pixels.Width != width)
            {
                throw new ArgumentException($"Tiles of {height}x{width} and {tile.Pixels.Height}x{tile.Pixels.Width} px came together; one size is expected.", nameof(tiles));
            }
            foreach (PixelRect region in tile.EmbeddingRegions)
            {
                if (!grid.Contains(region) || region.Height < 0 || region.Width < 0)
                {
                    throw new ArgumentException($"The embedding region {region} is outside the tile's {grid.Height}x{grid.Width} cells.", nameof(tiles));
                }
            }
        }
    }
}
