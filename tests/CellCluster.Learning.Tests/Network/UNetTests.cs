using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Network;

public class UNetTests
{
    [Fact]
    public void UNet_DefaultShape_HasTheNamesOfTheFormat()
    {
        using var network = new UNet(Samples.Default, 2, seed: 1);
        string[] block = ["conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "conv2.weight", "conv2.bias"];
        var expected = new HashSet<string>(StringComparer.Ordinal) { "head.weight", "head.bias" };
        for (int level = 0; level < 4; level++)
        {
            expected.UnionWith(block.Select(name => $"down.{level}.{name}"));
            expected.UnionWith(block.Append("transposed.weight").Append("transposed.bias").Select(name => $"up.{level}.{name}"));
        }
        expected.UnionWith(block.Select(static name => $"bottom.{name}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), WeightNames.Of(network).Select(static pair => pair.Name).Order(StringComparer.Ordinal));
        Assert.Equal([128L, 256, 3, 3], WeightNames.Of(network).Single(static pair => pair.Name == "up.0.conv1.weight").Tensor.shape);
        Assert.Equal([256L, 128, 2, 2], WeightNames.Of(network).Single(static pair => pair.Name == "up.0.transposed.weight").Tensor.shape);
    }

    [Fact]
    public void UNet_Default256Input_GivesBottom256By16By16()
    {
        using var network = new UNet(Samples.Default, 3, seed: 1);
        network.eval();
        using IDisposable noGrad = no_grad();
        using Tensor input = zeros(1, 1, 256, 256);
        (Tensor output, Tensor bottom) = network.ForwardWithBottom(input);
        using (output)
        using (bottom)
        {
            Assert.Equal([1L, 3, 256, 256], output.shape);
            Assert.Equal([1L, 256, 16, 16], bottom.shape);
        }
    }

    [Fact]
    public void UNet_SameSeed_GivesSameWeights_OtherSeedOthers()
    {
        using var first = new UNet(Samples.Tiny, 1, seed: 42);
        torch.manual_seed(7); // the global generator must not matter
        using var second = new UNet(Samples.Tiny, 1, seed: 42);
        using var other = new UNet(Samples.Tiny, 1, seed: 43);
        Assert.Equal(Weights(first), Weights(second));
        Assert.NotEqual(Weights(first), Weights(other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UNet_ForwardPass_LeavesOnlyItsOutput(bool train)
    {
        using var network = new UNet(new NetworkShape([16, 32, 64], 0.2), 1, seed: 1);
        network.train(train);
        using Tensor input = from_array(Samples.Noise(2 * 64 * 64, 1)).view(2, 1, 64, 64);
        network.forward(input).Dispose();
        long before = TensorsOfThisThread();
        Tensor output = network.forward(input);
        Assert.Equal(1, TensorsOfThisThread() - before);
        output.Dispose();
    }

    [Fact]
    public void UNet_Training_GivesEveryParameterAGradient()
    {
        using var network = new UNet(new NetworkShape([16, 32, 64], 0.1), 2, seed: 1);
        network.train();
        using Tensor input = from_array(Samples.Noise(2 * 32 * 32, 1)).view(2, 1, 32, 32);
        using Tensor output = network.forward(input);
        using Tensor loss = output.square().mean();
        loss.backward();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            // A bias before batch norm has no effect on it, so its gradient is zero but for rounding.
            bool isFree = !name.EndsWith("conv1.bias", StringComparison.Ordinal);
            Assert.True(parameter.grad is { } gradient && (!isFree || gradient.abs().max().item<float>() > 0), $"{name} has no gradient");
        }
    }

    [Fact]
    public void UNet_FoldedBatchNorm_ChangesOutputsByRoundingOnly()
    {
        using var network = new UNet(new NetworkShape([16, 32, 64], 0.1), 2, seed: 1);
        using Tensor input = from_array(Samples.Noise(2 * 64 * 64, 1)).view(2, 1, 64, 64);
        network.train();
        using (no_grad())
        {
            for (int i = 0; i < 5; i++)
            {
                network.forward(input).Dispose(); // moves the running statistics off 0 and 1
            }
        }
        network.eval();
        using IDisposable noGrad = no_grad();
        using Tensor before = network.forward(input);
        network.FoldBatchNorm();
        using Tensor after = network.forward(input);
        using Tensor difference = (after - before).abs().max();
        using Tensor largest = before.abs().max();
        // 1e-5 relative: sums of up to 1,152 products, reordered once per block.
        Assert.InRange(difference.item<float>(), 1e-9f, 1e-5f * largest.item<float>());
        network.train();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => network.forward(input));
        Assert.Contains("cannot train", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 32)]
    [InlineData(32, 20)]
    public void UNet_SizeOffTheGrid_SaysWhichMultipleIsNeeded(int height, int width)
    {
        using var network = new UNet(new NetworkShape([16, 16, 16, 16], 0), 1, seed: 1);
        using Tensor input = zeros(1, 1, height, width);
        Assert.Contains("multiples of 8", Assert.Throws<ArgumentException>(() => network.forward(input)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UNet_WrongShape_NamesEveryFault()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new UNet(new NetworkShape([16, 24, 8], 0.95), 0, seed: 1));
        Assert.Contains("width 24", error.Message, StringComparison.Ordinal);
        Assert.Contains("width 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("dropout 0.95", error.Message, StringComparison.Ordinal);
        Assert.Contains("0 output channels", error.Message, StringComparison.Ordinal);
    }

    private static long TensorsOfThisThread() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private static float[] Weights(UNet network) => [.. WeightNames.Of(network).SelectMany(static pair => pair.Tensor.detach().data<float>().ToArray())];
}
