using CellCluster.Imaging;
using CellCluster.Pipeline;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Network;

public class ReceptiveFieldTests
{
    [Fact]
    public void Walk_DefaultShape_IsNinetyFourPixelsOnAGridOfSixteen()
    {
        NetworkGeometry geometry = ReceptiveField.Walk(Samples.Default);
        Assert.Equal(new NetworkGeometry(16, 94), geometry);
        Assert.Equal(96, geometry.HaloPx);
    }

    /// <summary>
    /// A pixel is changed and the cells of the output that change are found: with all weights positive (no ReLU cuts) and the input positive, a
    /// change passes through every path. A max pool hides all but the largest pixel, so the changed pixel is made the largest by far.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Walk_PerturbedPixel_ReachesExactlyAsFarAsSaid(int depth)
    {
        var shape = new NetworkShape([.. Enumerable.Repeat(16, depth + 1)], 0);
        NetworkGeometry geometry = ReceptiveField.Walk(shape);
        using var network = new UNet(shape, 1, seed: 5);
        network.eval();
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor weights) in network.named_parameters().Select(static pair => (pair.name, (Tensor)pair.parameter)))
        {
            if (weights.dim() == 4)
            {
                weights.abs_();
            }
        }
        int size = geometry.Multiple * 2 * ((geometry.ReceptiveRadiusPx / geometry.Multiple) + 2);
        int cell = geometry.Multiple * ((size / geometry.Multiple) / 2);
        using Tensor still = Scaled(Output(network, size, -1), 1);
        int farthest = 0;
        for (int x = cell - geometry.ReceptiveRadiusPx - 2; x < cell + geometry.Multiple + geometry.ReceptiveRadiusPx + 2; x++)
        {
            using Tensor moved = Scaled(Output(network, size, x), 1);
            using Tensor difference = (moved - still).abs();
            using Tensor window = difference.slice(2, cell, cell + geometry.Multiple, 1).slice(3, cell, cell + geometry.Multiple, 1);
            using Tensor most = window.max();
            if (most.item<float>() > 0)
            {
                farthest = Math.Max(farthest, x < cell ? cell - x : x - (cell + geometry.Multiple - 1));
            }
        }
        Assert.Equal(geometry.ReceptiveRadiusPx, farthest);
    }

    private static Tensor Output(UNet network, int size, int brightX)
    {
        using Tensor input = full([1, 1, size, size], 0.5f);
        if (brightX >= 0)
        {
            input[0, 0, size / 2, brightX] = 1e4f;
        }
        return network.forward(input);
    }

    private static Tensor Scaled(Tensor tensor, float factor)
    {
        using (tensor)
        {
            return tensor * factor;
        }
    }
}
