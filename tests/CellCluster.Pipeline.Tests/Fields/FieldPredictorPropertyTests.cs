using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.TestKit;
using CsCheck;

namespace CellCluster.Pipeline.Tests.Fields;

public class FieldPredictorPropertyTests
{
    private static readonly ModelCard s_card = FakeModels.Card(Organelle.Nuclei, Organelle.Er);

    [Fact]
    public void ExactTiling_OfAnySize_EqualsTheWholeFieldBitForBit() =>
        Gen.Select(Gen.Int[1, 230], Gen.Int[1, 230], Gen.Int[96, 160], Gen.Int[0, 1000]).Sample(
            (height, width, target, seed) =>
            {
                using var predictor = new FakePredictor(s_card, radius: 5);
                using Plane<float> field = Noise(height, width, seed);
                using PredictedField whole = Predict(field, predictor, TilePlan.Exact(height, width, predictor.Geometry, 4096));
                using PredictedField tiled = Predict(field, predictor, TilePlan.Exact(height, width, predictor.Geometry, target));
                return Enumerable.Range(0, 2).All(c => whole.Planes[c].Pixels.SequenceEqual(tiled.Planes[c].Pixels))
                    && whole.Embedding.SequenceEqual(tiled.Embedding);
            },
            iter: 60);

    [Fact]
    public async Task Prediction_AnsweredInAnyOrder_GivesTheSamePlanes()
    {
        using var predictor = new FakePredictor(s_card);
        using Plane<float> field = Noise(300, 280, seed: 3);
        TilePlan plan = TilePlan.Exact(300, 280, predictor.Geometry, 96);
        using PredictedField inOrder = Predict(field, predictor, plan);

        var waiting = new List<(TileInput Tile, TaskCompletionSource<TilePrediction> Answer)>();
        Task<PredictedField> running = new FieldPredictor(plan, s_card.Outputs, (300, 280), tilesAhead: plan.Tiles.Count)
            .PredictAsync(
                field,
                (tile, _) =>
                {
                    var answer = new TaskCompletionSource<TilePrediction>();
                    waiting.Add((tile, answer));
                    return answer.Task;
                },
                CancellationToken.None);
        Assert.Equal(plan.Tiles.Count, waiting.Count);
        for (int i = waiting.Count - 1; i >= 0; i--)
        {
            waiting[i].Answer.SetResult(predictor.Predict([waiting[i].Tile])[0]);
        }
        using PredictedField backwards = await running;

        Assert.True(inOrder.Planes[1].Pixels.SequenceEqual(backwards.Planes[1].Pixels));
        Assert.Equal(inOrder.Embedding, backwards.Embedding);
    }

    [Fact]
    public void OverlappingTiling_OfALocalPredictor_ReportsItsSeams()
    {
        using var predictor = new FakePredictor(s_card, radius: 40); // looks further than the 15 px that an overlap of 30 keeps
        using Plane<float> field = Noise(500, 500, seed: 5);

        using PredictedField predicted = Predict(field, predictor, TilePlan.Overlapping(500, 500, predictor.Geometry));

        Assert.Equal(2, predicted.Seams.Count);
        Assert.True(predicted.Seams[0].MaximumDifference > 0);
        Assert.True(predicted.Seams[0].ComparedPixelCount > 0);
    }

    private static PredictedField Predict(Plane<float> field, FakePredictor predictor, TilePlan plan) =>
        new FieldPredictor(plan, predictor.Card.Outputs, (field.Height, field.Width))
            .PredictAsync(field, (tile, _) => Task.FromResult(predictor.Predict([tile])[0]), CancellationToken.None).GetAwaiter().GetResult();

    internal static Plane<float> Noise(int height, int width, int seed)
    {
        var random = new Random(seed);
        var plane = Plane<float>.Rent(height, width);
        foreach (ref float pixel in plane.Pixels)
        {
            pixel = (float)((random.NextDouble() * 4) - 2);
        }
        return plane;
    }
}
