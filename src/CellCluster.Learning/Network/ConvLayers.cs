using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>The layers that down, bottom and up blocks share: conv 3x3 -> batch norm -> ReLU -> conv 3x3 -> ReLU -> dropout.</summary>
/// <remarks>
/// (N, in, H, W) -> (N, out, H, W); stride 1, zero padding 1. No module of its own: a block registers <see cref="Named"/> as its children, so
/// that a weights file has <c>up.0.conv1</c> beside <c>up.0.transposed</c>. Intermediates are dropped as they are consumed: kept to the end of
/// the pass, those of a 2144x2144 field take 5.4 GB instead of 1.65 GB. Autograd keeps what it needs itself.
/// </remarks>
internal sealed class ConvLayers
{
    private const double BatchNormEps = 1e-5;
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Conv2d _conv2;
    private readonly Dropout? _dropout;
    private bool _isFolded;

    public ConvLayers(int inputs, int outputs, double dropout)
    {
        _conv1 = nn.Conv2d(inputs, outputs, 3, padding: 1);
        _bn1 = nn.BatchNorm2d(outputs, eps: BatchNormEps, momentum: 0.1);
        _conv2 = nn.Conv2d(outputs, outputs, 3, padding: 1);
        _dropout = dropout > 0 ? nn.Dropout(dropout) : null;
    }

    /// <summary>The layers with the names they have in weights files.</summary>
    public IEnumerable<(string Name, nn.Module Layer)> Named
    {
        get
        {
            yield return ("conv1", _conv1);
            yield return ("bn1", _bn1);
            yield return ("conv2", _conv2);
            if (_dropout is not null)
            {
                yield return ("dropout", _dropout);
            }
        }
    }

    /// <summary>The output after dropout; the input stays the caller's.</summary>
    public Tensor Forward(Tensor input)
    {
        Tensor first = _conv1.forward(input);
        if (!_isFolded)
        {
            Tensor normalised = _bn1.forward(first);
            first.Dispose();
            first = normalised;
        }
        // In place is safe under autograd: neither convolution nor batch norm needs its own output for the gradient.
        first.relu_();
        Tensor second = _conv2.forward(first);
        first.Dispose();
        second.relu_();
        if (_dropout is null || !_dropout.training)
        {
            return second;
        }
        Tensor dropped = _dropout.forward(second);
        second.Dispose();
        return dropped;
    }

    /// <summary>Writes batch norm with its running statistics into conv1: w' = w g, b' = (b - mean) g + beta, g = gamma / sqrt(var + eps).</summary>
    public void FoldBatchNorm()
    {
        if (_isFolded)
        {
            return;
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor gain = _bn1.weight! / (_bn1.running_var! + BatchNormEps).sqrt();
        _conv1.weight.mul_(gain.view(-1, 1, 1, 1));
        _conv1.bias!.sub_(_bn1.running_mean!).mul_(gain).add_(_bn1.bias!);
        _isFolded = true;
    }
}
