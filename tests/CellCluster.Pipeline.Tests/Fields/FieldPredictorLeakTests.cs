using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Fields;

/// <summary>Runs alone: it counts the planes of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PlanesAreCounted
{
    public const string Name = "planes are counted";
}

[Collection(PlanesAreCounted.Name)]
public class FieldPredictorLeakTests
{
    [Fact]
    public async Task FailingTile_DropsEveryPlane()
    {
        ModelCard card = FakeModels.Card(Organelle.Nuclei, Organelle.Er);
        using var predictor = new FakePredictor(card);
        using Plane<float> field = FieldPredictorPropertyTests.Noise(300, 300, seed: 4);
        TilePlan plan = TilePlan.Exact(300, 300, predictor.Geometry, 96);
        long before = Plane.LiveCount;
        int sent = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() => new FieldPredictor(plan, card.Outputs, (300, 300)).PredictAsync(
            field,
            (tile, _) => ++sent == 4
                ? Task.FromException<TilePrediction>(new InvalidOperationException("the lane says no"))
                : Task.FromResult(predictor.Predict([tile])[0]),
            CancellationToken.None));

        Assert.Equal(before, Plane.LiveCount);
    }
}
