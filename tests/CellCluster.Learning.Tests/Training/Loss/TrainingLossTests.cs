using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Training.Loss;

public class TrainingLossTests
{
    public TrainingLossTests() => TorchRuntime.Start();

    [Fact]
    public void Mse_ConstantDifference_IsItsSquare()
    {
        using Tensor target = torch.rand(2, 2, 4, 4);
        Assert.Equal(0.25, TrainingLoss.Mse(target + 0.5, target).item<float>(), 6);
    }

    [Fact]
    public void Pearson_LinearFunctionOfTheTarget_IsNearZeroWhateverScaleAndOffset()
    {
        using Tensor target = 5 * torch.randn(2, 2, 16, 16);
        Assert.Equal(0, TrainingLoss.Pearson((3 * target) - 7, target).item<float>(), 4);
        Assert.Equal(2, TrainingLoss.Pearson(-target, target).item<float>(), 4);
    }

    [Fact]
    public void Pearson_KnownVariances_ShrinksByEpsilonAsStated()
    {
        // +-a has variance a^2: 1 - a^2 / (a^2 + eps).
        using Tensor plane = torch.tensor((float[])[0.02f, -0.02f, 0.02f, -0.02f]).view(1, 1, 2, 2);
        Assert.Equal(1 - (4e-4 / (4e-4 + TrainingLoss.VarianceEpsilon)), TrainingLoss.Pearson(plane, plane).item<float>(), 5);
    }

    [Fact]
    public void Pearson_ConstantCrop_IsOneAndHasAFiniteGradient()
    {
        using Tensor prediction = torch.zeros(1, 1, 8, 8, requires_grad: true);
        using Tensor loss = TrainingLoss.Pearson(prediction, torch.rand(1, 1, 8, 8));
        loss.backward();
        Assert.Equal(1, loss.item<float>(), 6);
        Assert.True(prediction.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Both_IsTheWeightedSum()
    {
        using Tensor prediction = torch.randn(2, 1, 8, 8);
        using Tensor target = torch.randn(2, 1, 8, 8);
        double expected = (0.3 * TrainingLoss.Pearson(prediction, target).item<float>()) + (0.7 * TrainingLoss.Mse(prediction, target).item<float>());
        Assert.Equal(expected, TrainingLoss.Of(LossKind.Both, 0.3, prediction, target).item<float>(), 5);
    }

    [Fact]
    public void Penalty_KnownWeights_IsTheStatedSum()
    {
        using Tensor weights = torch.tensor((float[])[1f, -2f, 3f]);
        Assert.Null(TrainingLoss.Penalty([weights], 0, 0));
        Assert.Equal((0.1 * 6) + (0.5 * 0.01 * 14), TrainingLoss.Penalty([weights], 0.1, 0.01)!.item<float>(), 5);
    }
}
