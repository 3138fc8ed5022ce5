using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>One level up: transposed conv 2x2 stride 2 -> concat [upsampled, skip] -> <see cref="ConvLayers"/>.</summary>
/// <remarks>(N, 2C, H/2, W/2) and the skip (N, C, H, W) -> (N, C, H, W). Both inputs stay the caller's.</remarks>
internal sealed class TransposedConvBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "transposed")]
    private readonly ConvTranspose2d _transposed;
    private readonly ConvLayers _layers;

    public TransposedConvBlock(int inputs, int outputs, double dropout)
        : base(nameof(TransposedConvBlock))
    {
        _transposed = nn.ConvTranspose2d(inputs, outputs, 2, stride: 2);
        _layers = new ConvLayers(2 * outputs, outputs, dropout);
        RegisterComponents();
        foreach ((string name, nn.Module layer) in _layers.Named)
        {
            register_module(name, layer);
        }
    }

    public override Tensor forward(Tensor input, Tensor skip)
    {
        Tensor upsampled = _transposed.forward(input); // (N, C, H, W)
        Tensor joined = cat([upsampled, skip], 1); // (N, 2C, H, W)
        upsampled.Dispose();
        Tensor output = _layers.Forward(joined);
        joined.Dispose();
        return output;
    }

    public void FoldBatchNorm() => _layers.FoldBatchNorm();
}
