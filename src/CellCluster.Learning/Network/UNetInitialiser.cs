using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Random initial weights from a seed, independent of torch's global generator.</summary>
/// <remarks>
/// Normal with mean 0; sigma = sqrt(2 / inputs) before a ReLU (He et al. 2015, doi:10.1109/ICCV.2015.123) and sqrt(1 / inputs) for the
/// transposed convolutions and the head, where none follows. A 2x2 transposed convolution of stride 2 adds one term per input channel to an
/// output pixel, so its inputs are those channels. Biases 0, batch norm 1 and 0.
/// </remarks>
internal static class UNetInitialiser
{
    public static void Fill(UNet network, long seed)
    {
        using var noGrad = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (parameter.dim() != 4)
            {
                continue;
            }
            long[] size = parameter.shape;
            double variance = name.Contains("transposed", StringComparison.Ordinal) ? 1.0 / size[0]
                : name.StartsWith("head", StringComparison.Ordinal) ? 1.0 / size[1]
                : 2.0 / (size[1] * size[2] * size[3]);
            parameter.normal_(0, Math.Sqrt(variance), generator);
        }
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }
    }
}
