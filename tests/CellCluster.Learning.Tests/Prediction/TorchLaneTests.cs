using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Prediction;

/// <summary>A lane over the real network: what is predicted together must not show in a bit.</summary>
public sealed class TorchLaneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lane_BatchesOfAnySizeOverPlatesAndModels_GiveTheSameBits()
    {
        ModelReference[] models = [Model("a", 11), Model("b", 12)];
        Plane<float>[] tiles = [.. Enumerable.Range(0, 12).Select(i => Samples.NoisePlane(i % 4 == 3 ? 96 : 64, 64, i))];
        float[][] alone = await PredictAsync(models, tiles, new LaneOptions());
        float[][] together = await PredictAsync(models, tiles, new LaneOptions { LargestBatch = 5, QueueLength = 64 });
        float[][] reloaded = await PredictAsync(models, tiles, new LaneOptions { LargestBatch = 3, LoadedModels = 1 });
        foreach (Plane<float> tile in tiles)
        {
            tile.Dispose();
        }

        Assert.Equal(alone, together);
        Assert.Equal(alone, reloaded);
        Assert.NotEqual(alone[0], alone[1]);
    }

    [Theory]
    [InlineData("cpu:1", "2,5", null)]
    [InlineData("cuda:1", null, "cuda-1")]
    [InlineData("cuda:0", "2,5", "cuda-2")]
    [InlineData("cuda:1", "GPU-8f, GPU-a1", "cuda-GPU-a1")]
    [InlineData("cuda:3", "2", "cuda-3")]
    public void Identity_OfADevice_IsThatOfTheMachine(string device, string? visible, string? identity) =>
        Assert.Equal(identity, TorchDevice.Identity(device, visible));

    [Fact]
    public void Describe_LoadsNoWeights_AndSaysWhatThePredictorSays()
    {
        ModelReference model = Model("a", 11);
        var factory = new TorchPredictorFactory();
        using IPredictor predictor = factory.Create(model.Path, "cpu:0");

        Assert.Equal(predictor.Facts.Profile, factory.ProfileOf("cpu:3"));
        PredictorFacts facts = factory.Describe(model.Path, "cpu:0");
        Assert.Equal(
            (predictor.Facts.Profile, predictor.Facts.Geometry, predictor.Facts.PreferredTilePx, predictor.Facts.Memory),
            (facts.Profile, facts.Geometry, facts.PreferredTilePx, facts.Memory));
        Assert.Equal("torch-cuda", factory.Describe(model.Path, "cuda:7").Profile.Name); // planned without the device
        Assert.Throws<DeviceUnavailableException>(() => factory.Describe(model.Path, "tpu:0"));
    }

    private static async Task<float[][]> PredictAsync(ModelReference[] models, Plane<float>[] tiles, LaneOptions options)
    {
        await using var lane = new LaneHost("cpu:0", "cpu:0", new TorchPredictorFactory(), TimeProvider.System, options);
        await lane.StartAsync();
        TilePrediction[] predictions = await Task.WhenAll(tiles.Select((tile, i) =>
            lane.PredictAsync(new TileWork(models[i % 2], new TileInput(tile, []), $"P{i % 3}", PlatePriority.Normal), CancellationToken.None)));
        float[][] outputs = [.. predictions.Select(prediction => prediction.Outputs[0].Pixels.ToArray())];
        foreach (TilePrediction prediction in predictions)
        {
            prediction.Dispose();
        }
        return outputs;
    }

    private ModelReference Model(string name, int seed)
    {
        string path = _folder.File($"{name}.safetensors");
        var shape = new NetworkShape([16, 32, 48], 0);
        using var network = new UNet(shape, 1, seed);
        ModelFile.Save(path, network, Samples.Card(shape, Organelle.Nuclei), halfPrecision: false);
        return new ModelReference(path, RunFingerprints.OfFile(path));
    }
}
