using CellCluster.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Predicts a whole field with the network in training, by the exact tiling: the numbers are those of the whole field, the memory that of a tile.</summary>
internal static class FieldPrediction
{
    // As the CPU predictor: time per pixel is flat up to about 700 px.
    private const int TilePx = 688;

    /// <summary>One plane per output channel; the caller drops them.</summary>
    public static IReadOnlyList<Plane<float>> Predict(UNet network, TrainingField field)
    {
        network.eval();
        using IDisposable noGrad = torch.no_grad();
        using Plane<float> input = Plane<float>.Rent(field.Height, field.Width);
        for (int i = 0; i < input.PixelCount; i++)
        {
            input.Buffer[i] = (float)field.Input[i];
        }
        TilePlan plan = TilePlan.Exact(field.Height, field.Width, network.Geometry, TilePx);
        Plane<float>[] outputs = Enumerable.Range(0, network.OutputCount).Select(_ => Plane<float>.Rent(field.Height, field.Width)).ToArray();
        float[] tilePixels = new float[plan.OuterHeight * plan.OuterWidth];
        foreach (Tile tile in plan.Tiles)
        {
            plan.CutTile(input, tile, tilePixels);
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor crop = torch.empty(1, 1, plan.OuterHeight, plan.OuterWidth);
            crop.data<float>().CopyFrom(tilePixels);
            float[] predicted = network.forward(crop).data<float>().ToArray(); // (1, C, H, W)
            for (int c = 0; c < outputs.Length; c++)
            {
                plan.JoinCore(predicted.AsSpan(c * tilePixels.Length, tilePixels.Length), tile, outputs[c]);
            }
        }
        return outputs;
    }
}
