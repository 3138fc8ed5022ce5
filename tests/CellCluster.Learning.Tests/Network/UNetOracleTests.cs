using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Network;

/// <summary>The default network on 256x256 against PyTorch 1.13, block by block, and through a weights file and the predictor.</summary>
public sealed class UNetOracleTests : IDisposable
{
    // 1e-4 on values of size 1 to 4: sums of up to 2,304 products in another order, eighteen convolutions deep.
    private const double Tolerance = 1e-4;
    private readonly JsonDocument _oracle = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Oracles", "unet.json")));
    private readonly UNet _network = new(Samples.Default, 3, seed: 1);

    public UNetOracleTests()
    {
        OracleNumbers.Fill(_network);
        _network.eval();
    }

    [Fact]
    public void UNet_EveryBlock_EqualsPyTorch()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var modules = _network.named_modules().ToDictionary(static pair => pair.name, static pair => pair.module, StringComparer.Ordinal);
        Tensor x = from_array(OracleNumbers.Input()).view(1, 1, 256, 256);
        var skips = new Stack<Tensor>();
        for (int level = 0; level < 4; level++)
        {
            Tensor skip = Checked($"down.{level}", ((nn.Module<Tensor, Tensor>)modules[$"down.{level}"]).forward(x));
            skips.Push(skip);
            x = nn.functional.max_pool2d(skip, 2);
        }
        x = Checked("bottom", ((nn.Module<Tensor, Tensor>)modules["bottom"]).forward(x));
        for (int level = 0; level < 4; level++)
        {
            x = Checked($"up.{level}", ((nn.Module<Tensor, Tensor, Tensor>)modules[$"up.{level}"]).forward(x, skips.Pop()));
        }
        Checked("head", ((nn.Module<Tensor, Tensor>)modules["head"]).forward(x));
    }

    [Fact]
    public void Predictor_FromAWeightsFile_EqualsPyTorch()
    {
        using var folder = new TemporaryFolder();
        // Kept for `unet_twin.py --check` where a folder is given.
        string path = Environment.GetEnvironmentVariable("CELLCLUSTER_ORACLE_MODEL") is { Length: > 0 } kept ? kept : folder.File("oracle.safetensors");
        ModelFile.Save(path, _network, Samples.Card(Samples.Default, Organelle.Nuclei, Organelle.Er, Organelle.Golgi), halfPrecision: false);
        using IPredictor predictor = new TorchPredictorFactory().Create(path, "cpu");
        using var tile = new Plane<float>(256, 256, OracleNumbers.Input());
        using TilePrediction prediction = predictor.Predict([new TileInput(tile, [new PixelRect(0, 0, 16, 16)])])[0];
        Check("head", i => prediction.Outputs[i / 65536].Buffer[i % 65536]);
        double mean = prediction.EmbeddingSums[0].Sum() / (256 * 16 * 16);
        Assert.Equal(_oracle.RootElement.GetProperty("stages").GetProperty("bottom").GetProperty("mean").GetDouble(), mean, Tolerance);
    }

    public void Dispose()
    {
        _oracle.Dispose();
        _network.Dispose();
    }

    private Tensor Checked(string stage, Tensor tensor)
    {
        JsonElement expected = _oracle.RootElement.GetProperty("stages").GetProperty(stage);
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64()), tensor.shape);
        float[] values = tensor.data<float>().ToArray();
        Check(stage, i => values[i]);
        double mean = values.Average(static value => (double)value);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), mean, Tolerance);
        Assert.Equal(expected.GetProperty("std").GetDouble(), Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), Tolerance);
        return tensor;
    }

    private void Check(string stage, Func<int, float> at)
    {
        JsonElement expected = _oracle.RootElement.GetProperty("stages").GetProperty(stage);
        foreach ((JsonElement position, JsonElement value) in expected.GetProperty("positions").EnumerateArray().Zip(expected.GetProperty("values").EnumerateArray()))
        {
            Assert.Equal(value.GetDouble(), at(position.GetInt32()), Tolerance);
        }
    }
}
