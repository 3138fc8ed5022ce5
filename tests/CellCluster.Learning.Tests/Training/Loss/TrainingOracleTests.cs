using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Training.Loss;

/// <summary>Values recorded from PyTorch by tools/oracles/training_values.py.</summary>
public class TrainingOracleTests
{
    private static readonly JsonElement s_recorded = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "Oracles", "training.json"))).RootElement;

    public TrainingOracleTests() => TorchRuntime.Start();

    [Fact]
    public void Losses_OnRecordedPlanes_EqualPyTorch()
    {
        using Tensor prediction = Values(s_recorded.GetProperty("prediction")).view(2, 3, 4, 5);
        using Tensor target = Values(s_recorded.GetProperty("target")).view(2, 3, 4, 5);
        // 120 float products of size 1, summed in another order: below 1e-6.
        Assert.Equal(s_recorded.GetProperty("mse").GetDouble(), TrainingLoss.Mse(prediction, target).item<float>(), 1e-6);
        Assert.Equal(s_recorded.GetProperty("pearsonLoss").GetDouble(), TrainingLoss.Pearson(prediction, target).item<float>(), 1e-6);
    }

    [Fact]
    public void AdamW_FiveStepsOfALinearFit_EqualPyTorch()
    {
        JsonElement adam = s_recorded.GetProperty("adamW");
        using Tensor weight = Values(adam.GetProperty("weight")).view(3, 2).requires_grad_(true);
        using Tensor bias = Values(adam.GetProperty("bias")).requires_grad_(true);
        using Tensor x = Values(adam.GetProperty("x")).view(8, 2);
        using Tensor y = Values(adam.GetProperty("y")).view(8, 3);
        using AdamW optimiser = new([("weight", weight), ("bias", bias)], weightDecay: 0.1);
        for (int step = 0; step < 5; step++)
        {
            optimiser.ClearGradients();
            using DisposeScope scope = torch.NewDisposeScope();
            (x.matmul(weight.t()) + bias - y).square().mean().backward();
            optimiser.Apply(0.01);
        }
        AssertNear(adam.GetProperty("weightAfter5"), weight);
        AssertNear(adam.GetProperty("biasAfter5"), bias);
    }

    private static Tensor Values(JsonElement array) => torch.tensor(array.EnumerateArray().Select(static v => v.GetSingle()).ToArray());

    // Five steps of 0.01 in float: rounding of 1e-7 per step.
    private static void AssertNear(JsonElement expected, Tensor actual)
    {
        float[] values = actual.detach().data<float>().ToArray();
        Assert.Equal(expected.GetArrayLength(), values.Length);
        foreach ((JsonElement one, float value) in expected.EnumerateArray().Zip(values))
        {
            Assert.Equal(one.GetDouble(), value, 2e-6);
        }
    }
}
