using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>One level down, or the bottom: <see cref="ConvLayers"/> as a module.</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly ConvLayers _layers;

    public ConvBlock(int inputs, int outputs, double dropout)
        : base(nameof(ConvBlock))
    {
        _layers = new ConvLayers(inputs, outputs, dropout);
        foreach ((string name, nn.Module layer) in _layers.Named)
        {
            register_module(name, layer);
        }
    }

    public override Tensor forward(Tensor input) => _layers.Forward(input);

    public void FoldBatchNorm() => _layers.FoldBatchNorm();
}
