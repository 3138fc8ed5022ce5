using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Prediction;

public sealed class TorchPredictorDeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Predict_TwoPredictorsOnTwoThreads_GiveTheSameBits()
    {
        string model = Model(Samples.Default);
        using Plane<float> tile = Samples.NoisePlane(128, 160, 1);
        var input = new TileInput(tile, [new PixelRect(0, 0, 8, 10)]);
        var results = new TilePrediction[4];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(index => new Thread(() =>
        {
            using IPredictor predictor = new TorchPredictorFactory().Create(model, $"cpu:{index}");
            results[index] = predictor.Predict([input])[0];
            results[index + 2] = predictor.Predict([input])[0];
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        foreach (TilePrediction result in results)
        {
            Assert.Equal(results[0].Outputs[0].Buffer, result.Outputs[0].Buffer);
            Assert.Equal(results[0].EmbeddingSums[0], result.EmbeddingSums[0]);
        }
        Array.ForEach(results, static result => result.Dispose());
    }

    /// <summary>The default network on a field that tiles cut with halos on inner sides, against the field in one piece.</summary>
    [Theory]
    [InlineData(400, 432, 304, 1)]
    [InlineData(277, 531, 320, 2)]
    [InlineData(305, 300, 240, 3)]
    public void Predict_JoinedExactTiles_EqualTheWholeField(int height, int width, int tilePx, int seed)
    {
        using IPredictor predictor = new TorchPredictorFactory().Create(Model(Samples.Default), "cpu");
        var plan = TilePlan.Exact(height, width, predictor.Facts.Geometry, tilePx);
        Assert.True(plan.Tiles.Count > 1);
        var whole = TilePlan.Exact(height, width, predictor.Facts.Geometry, 4096);
        Assert.Single(whole.Tiles);
        using Plane<float> field = Samples.NoisePlane(height, width, seed);
        using Plane<float> joined = Join(predictor, plan, field);
        using Plane<float> expected = Join(predictor, whole, field);
        float largest = 0;
        for (int i = 0; i < joined.PixelCount; i++)
        {
            largest = Math.Max(largest, Math.Abs(joined.Buffer[i] - expected.Buffer[i]));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {largest:g3}");
        // Not 0: libtorch may add in another order for another width; 1e-5 on outputs of size 1.
        Assert.InRange(largest, 0, 1e-5f);
    }

    private static Plane<float> Join(IPredictor predictor, TilePlan plan, Plane<float> field)
    {
        var joined = Plane<float>.Rent(plan.Height, plan.Width);
        using var crop = Plane<float>.Rent(plan.OuterHeight, plan.OuterWidth);
        foreach (Tile tile in plan.Tiles)
        {
            plan.CutTile(field, tile, crop);
            using TilePrediction prediction = predictor.Predict([new TileInput(crop, [])])[0];
            plan.JoinCore(prediction.Outputs[0], tile, joined);
        }
        return joined;
    }

    private string Model(NetworkShape shape)
    {
        string path = _folder.File("m.safetensors");
        using var network = new UNet(shape, 1, seed: 21);
        ModelFile.Save(path, network, Samples.Card(shape, Organelle.Nuclei), halfPrecision: false);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
