using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Prediction;

public sealed class TorchPredictorTests : IDisposable
{
    private static readonly NetworkShape s_shape = new([16, 32, 48], 0.1);
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public TorchPredictorTests()
    {
        _model = _folder.File("m.safetensors");
        using var network = new UNet(s_shape, 2, seed: 11);
        ModelFile.Save(_model, network, Samples.Card(s_shape, Organelle.Nuclei, Organelle.Er), halfPrecision: false);
    }

    [Fact]
    public void Predict_EqualsTheNetworkAsTrained()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu");
        using Plane<float> tile = Samples.NoisePlane(64, 96, 1);
        using TilePrediction prediction = Assert.Single(predictor.Predict([new TileInput(tile, [])]));
        (UNet network, _) = ModelFile.Load(_model);
        using (network)
        using (no_grad())
        {
            using Tensor input = from_array(tile.Buffer).view(1, 1, 64, 96);
            using Tensor output = network.forward(input);
            float[] expected = output.data<float>().ToArray();
            Assert.Equal(2, prediction.Outputs.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                // 1e-5: batch norm folded, channels in another order; sums of up to 864 products of size 1
                Assert.Equal(expected[i], prediction.Outputs[i / (64 * 96)].Buffer[i % (64 * 96)], 1e-5f);
            }
        }
    }

    [Fact]
    public void Predict_EmbeddingRegions_AddUpToTheWholeBottleneck()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu");
        using Plane<float> tile = Samples.NoisePlane(32, 48, 2);
        // the grid has 8 x 12 cells
        PixelRect[] regions = [new(0, 0, 8, 12), new(0, 0, 3, 12), new(3, 0, 5, 7), new(3, 7, 5, 5), new(4, 5, 1, 1), new(2, 2, 0, 0)];
        using TilePrediction prediction = Assert.Single(predictor.Predict([new TileInput(tile, regions)]));
        (UNet network, _) = ModelFile.Load(_model);
        using (network)
        using (no_grad())
        {
            using Tensor input = from_array(tile.Buffer).view(1, 1, 32, 48);
            (Tensor output, Tensor bottom) = network.ForwardWithBottom(input);
            output.Dispose();
            for (int channel = 0; channel < 48; channel++)
            {
                Assert.Equal(bottom[0, channel].sum().item<float>(), prediction.EmbeddingSums[0][channel], 1e-3);
                Assert.Equal(bottom[0, channel, 4, 5].item<float>(), prediction.EmbeddingSums[4][channel], 1e-4);
                Assert.Equal(0, prediction.EmbeddingSums[5][channel]);
                Assert.Equal(
                    prediction.EmbeddingSums[0][channel],
                    prediction.EmbeddingSums[1][channel] + prediction.EmbeddingSums[2][channel] + prediction.EmbeddingSums[3][channel],
                    1e-9);
            }
            bottom.Dispose();
        }
    }

    [Fact]
    public void Predict_TileInAnyBatch_GivesTheSameBits()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu:1");
        using Plane<float> first = Samples.NoisePlane(64, 64, 3);
        using Plane<float> second = Samples.NoisePlane(64, 64, 4);
        IReadOnlyList<TilePrediction> both = predictor.Predict([new TileInput(first, []), new TileInput(second, [])]);
        using TilePrediction alone = Assert.Single(predictor.Predict([new TileInput(second, [])]));
        Assert.Equal(alone.Outputs[1].Buffer, both[1].Outputs[1].Buffer);
        Assert.NotEqual(both[0].Outputs[1].Buffer, both[1].Outputs[1].Buffer);
        both[0].Dispose();
        both[1].Dispose();
    }

    [Fact]
    public void Predict_TilesTogetherAsOnCuda_EqualTheTilesAloneButForRounding()
    {
        (UNet network, ModelCard card) = ModelFile.Load(_model);
        using var together = new TorchPredictor(network, card, new Device("cpu"), isTogether: true);
        using IPredictor alone = new TorchPredictorFactory().Create(_model, "cpu");
        Plane<float>[] tiles = [.. Enumerable.Range(0, 5).Select(seed => Samples.NoisePlane(32, 48, seed))];
        TileInput[] inputs = [.. tiles.Select((tile, i) => new TileInput(tile, [new PixelRect(0, 0, 8, 12), new PixelRect(i, 1, 2, 3)]))];

        IReadOnlyList<TilePrediction> batch = together.Predict(inputs);

        Assert.Equal(5, batch.Count);
        for (int i = 0; i < inputs.Length; i++)
        {
            using TilePrediction single = Assert.Single(alone.Predict([inputs[i]]));
            for (int channel = 0; channel < 2; channel++)
            {
                float[] expected = single.Outputs[channel].Pixels.ToArray();
                float[] found = batch[i].Outputs[channel].Pixels.ToArray();
                Assert.True(expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5f)); // the order of additions may differ
            }
            for (int region = 0; region < 2; region++)
            {
                Assert.True(single.EmbeddingSums[region].Zip(batch[i].EmbeddingSums[region]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3));
            }
            batch[i].Dispose();
            tiles[i].Dispose();
        }
    }

    [Fact]
    public void Predict_ManyTiles_LeavesNoTensorAndNoPlane()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu");
        using Plane<float> tile = Samples.NoisePlane(32, 32, 5);
        var input = new TileInput(tile, [new PixelRect(0, 0, 8, 8)]);
        predictor.Predict([input])[0].Dispose();
        long tensors = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (int i = 0; i < 10; i++)
        {
            TilePrediction prediction = predictor.Predict([input])[0];
            prediction.Dispose();
            Assert.Throws<ObjectDisposedException>(() => prediction.Outputs[0].Buffer);
        }
        Assert.Equal(tensors, TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Predict_BadTiles_SaysWhatIsExpected()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu");
        using Plane<float> good = Samples.NoisePlane(32, 32, 6);
        using Plane<float> other = Samples.NoisePlane(32, 36, 6);
        using Plane<float> odd = Samples.NoisePlane(30, 32, 6);
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.Predict([]));
        Assert.Contains("multiples of 4", Fault([new TileInput(odd, [])]), StringComparison.Ordinal);
        Assert.Contains("32x36", Fault([new TileInput(good, []), new TileInput(other, [])]), StringComparison.Ordinal);
        Assert.Contains("8x8 cells", Fault([new TileInput(good, [new PixelRect(0, 1, 8, 8)])]), StringComparison.Ordinal);

        string Fault(TileInput[] tiles) => Assert.Throws<ArgumentException>(() => predictor.Predict(tiles)).Message;
    }

    [Theory]
    [InlineData("cuda:0")]
    [InlineData("cuda")]
    [InlineData("cpu:x")]
    [InlineData("tpu:0")]
    public void Create_DeviceThatIsNotThere_IsAnError(string device)
    {
        Assert.SkipWhen(device == "cuda:0" && TorchSharp.torch.cuda.is_available(), "this machine has a CUDA device");
        DeviceUnavailableException error = Assert.Throws<DeviceUnavailableException>(() => new TorchPredictorFactory().Create(_model, device));
        Assert.Equal(device, error.Device);
    }

    [Fact]
    public void Profile_NamesPredictorVersionsAndInstructionSet()
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(_model, "cpu");
        Assert.Equal("torch-cpu", predictor.Facts.Profile.Name);
        Assert.Matches(@"^TorchSharp \d+\.\d+\.\d+, libtorch \d+\.\d+\.\d+$", predictor.Facts.Profile.Version);
        Assert.Matches("^(x64|arm64)", predictor.Facts.Profile.Architecture);
        Assert.Equal(new NetworkGeometry(4, 22), predictor.Facts.Geometry);
        Assert.True(predictor.Facts.Memory.PeakBytes(2144, 2144) > predictor.Facts.Memory.PeakBytes(256, 256));
    }

    public void Dispose() => _folder.Dispose();
}
