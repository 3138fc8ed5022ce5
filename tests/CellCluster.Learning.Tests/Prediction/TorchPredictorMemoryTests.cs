using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using TorchSharp;

namespace CellCluster.Learning.Tests.Prediction;

/// <summary>Runs alone: it counts the tensors and planes of the whole process.</summary>
[CollectionDefinition(nameof(TorchPredictorMemoryTests), DisableParallelization = true)]
[Collection(nameof(TorchPredictorMemoryTests))]
public sealed class TorchPredictorMemoryTests
{
    [Fact]
    public void Predict_FiftyTiles_DropsEveryTensorAndPlane()
    {
        using var folder = new TemporaryFolder();
        var shape = new NetworkShape([16, 32, 48], 0);
        string model = folder.File("m.safetensors");
        using (var network = new UNet(shape, 1, seed: 3))
        {
            ModelFile.Save(model, network, Samples.Card(shape, Organelle.Nuclei), halfPrecision: false);
        }
        using IPredictor predictor = new TorchPredictorFactory().Create(model, "cpu");
        using Plane<float> tile = Samples.NoisePlane(64, 64, 1);
        predictor.Predict([new TileInput(tile, [])])[0].Dispose();
        long tensors = torch.Tensor.TotalCount;
        long planes = Plane.LiveCount;

        for (int i = 0; i < 50; i++)
        {
            predictor.Predict([new TileInput(tile, [new PixelRect(0, 0, 4, 4)])])[0].Dispose();
        }

        Assert.Equal(tensors, torch.Tensor.TotalCount);
        Assert.Equal(planes, Plane.LiveCount);
    }
}
