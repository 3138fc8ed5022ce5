using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests;

/// <summary>The weights and the input of tools/oracles/unet_twin.py, by the same formula.</summary>
internal static class OracleNumbers
{
    /// <summary>Numbers in [0, 1): a 32-bit hash of position and stream.</summary>
    public static double[] Uniform(int count, uint stream)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            uint h = unchecked(((uint)i * 2654435761u) + (stream * 2246822519u));
            for (int round = 0; round < 2; round++)
            {
                h ^= h >> 16;
                h = unchecked(h * 0x45D9F3Bu);
            }
            h ^= h >> 16;
            numbers[i] = (h >> 8) / (double)(1 << 24);
        }
        return numbers;
    }

    /// <summary>The input plane, 256x256, in [-1, 1).</summary>
    public static float[] Input() => [.. Uniform(256 * 256, 999).Select(static u => (float)((2 * u) - 1))];

    /// <summary>Gives every tensor its weights; streams are numbered from 1 in the order of the names.</summary>
    public static void Fill(UNet network)
    {
        using IDisposable noGrad = no_grad();
        uint stream = 0;
        foreach ((string name, Tensor tensor) in WeightNames.Of(network).OrderBy(static pair => pair.Name, StringComparer.Ordinal))
        {
            stream++;
            long[] shape = tensor.shape;
            double[] u = Uniform((int)tensor.numel(), stream);
            double inputs = shape.Length == 4 ? (name.Contains("transposed", StringComparison.Ordinal) ? shape[0] : shape[1] * shape[2] * shape[3]) : 0;
            double bound = Math.Sqrt(6 / inputs);
            float[] values = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("bn1.weight", StringComparison.Ordinal)
                ? [.. u.Select(static x => (float)(0.5 + x))]
                : shape.Length == 1 ? [.. u.Select(static x => (float)((0.2 * x) - 0.1))]
                : [.. u.Select(x => (float)(((2 * x) - 1) * bound))];
            using Tensor loaded = from_array(values);
            using Tensor shaped = loaded.view(shape);
            tensor.copy_(shaped);
        }
    }
}
