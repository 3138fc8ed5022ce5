using CellCluster.Imaging;
using CellCluster.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>The network: transmitted light in, one predicted plane per output channel out.</summary>
/// <remarks>
/// (N, 1, H, W) -> (N, outputs, H, W), H and W multiples of 2^depth, float32. Down: <see cref="ConvBlock"/>, then 2x2 max pool, once per level;
/// bottom: <see cref="ConvBlock"/>; up: <see cref="TransposedConvBlock"/> per level, <c>up.0</c> follows the bottom; head: conv 1x1.
/// Parameters are named as in docs/formats/weights.md. After Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, doi:10.1007/978-3-319-24574-4_28,
/// with padded convolutions, batch norm after the first convolution of a block, and fewer feature channels.
/// </remarks>
public sealed class UNet : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "down")]
    private readonly ModuleList<ConvBlock> _down = [];
    [ComponentName(Name = "bottom")]
    private readonly ConvBlock _bottom;
    [ComponentName(Name = "up")]
    private readonly ModuleList<TransposedConvBlock> _up = [];
    [ComponentName(Name = "head")]
    private readonly Conv2d _head;

    // Before the base class and the layers: making any module of TorchSharp would load libtorch its own way.
    static UNet() => TorchRuntime.Start();

    /// <summary>A network with random weights; the same seed gives the same weights.</summary>
    /// <param name="shape">Widths and dropout.</param>
    /// <param name="outputCount">Output channels, 1 or more.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <exception cref="ArgumentException">The shape is none that the network can have; the message names every fault.</exception>
    public UNet(NetworkShape shape, int outputCount, long seed)
        : base(nameof(UNet))
    {
        NetworkShapeRules.Check(shape, outputCount);
        Shape = shape;
        OutputCount = outputCount;
        Geometry = ReceptiveField.Walk(shape);
        int inputs = 1;
        for (int level = 0; level < shape.Depth; level++)
        {
            _down.Add(new ConvBlock(inputs, shape.Widths[level], shape.Dropout));
            inputs = shape.Widths[level];
        }
        _bottom = new ConvBlock(inputs, shape.Widths[^1], shape.Dropout);
        for (int level = shape.Depth - 1; level >= 0; level--)
        {
            _up.Add(new TransposedConvBlock(shape.Widths[level + 1], shape.Widths[level], shape.Dropout));
        }
        _head = nn.Conv2d(shape.Widths[0], outputCount, 1);
        RegisterComponents();
        UNetInitialiser.Fill(this, seed);
    }

    /// <summary>Widths and dropout.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Output channels.</summary>
    public int OutputCount { get; }

    /// <summary>Alignment and receptive radius.</summary>
    public NetworkGeometry Geometry { get; }

    /// <summary>True once batch norm is part of the convolutions: the network predicts and cannot train or be stored.</summary>
    public bool IsFolded { get; private set; }

    /// <summary>(N, 1, H, W) -> (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        (Tensor output, Tensor? bottom) = Run(input, keepBottom: false);
        bottom?.Dispose();
        return output;
    }

    /// <summary>As <see cref="forward"/>, and the output of <c>bottom.conv2</c> after ReLU, (N, bottom width, H / 2^depth, W / 2^depth); the caller drops both.</summary>
    public (Tensor Output, Tensor Bottom) ForwardWithBottom(Tensor input)
    {
        (Tensor output, Tensor? bottom) = Run(input, keepBottom: true);
        return (output, bottom!);
    }

    /// <summary>Makes batch norm part of the convolutions before it, for predicting only: outputs change by rounding (1e-5 of the largest), training is over.</summary>
    public void FoldBatchNorm()
    {
        eval();
        foreach (ConvBlock block in _down)
        {
            block.FoldBatchNorm();
        }
        _bottom.FoldBatchNorm();
        foreach (TransposedConvBlock block in _up)
        {
            block.FoldBatchNorm();
        }
        IsFolded = true;
    }

    /// <summary>Lays the weights out with feature channels innermost: the same numbers but for rounding, 1.5 times as fast on a CPU.</summary>
    /// <remarks>Names, shapes and values stay; call it before an optimiser is made. An input of one channel needs no change.</remarks>
    public void UseChannelsLast()
    {
        using IDisposable noGrad = no_grad();
        foreach ((_, Parameter parameter) in named_parameters())
        {
            if (parameter.dim() == 4)
            {
                using Tensor plain = parameter.detach();
                using Tensor moved = plain.permute(0, 2, 3, 1);
                using Tensor dense = moved.contiguous();
                using Tensor channelsLast = dense.permute(0, 3, 1, 2);
                parameter.set_(channelsLast);
            }
        }
    }

    private (Tensor Output, Tensor? Bottom) Run(Tensor input, bool keepBottom)
    {
        if (IsFolded && training)
        {
            throw new InvalidOperationException("A network whose batch norm was folded cannot train: load it again.");
        }
        if (input.dim() != 4 || input.shape[1] != 1 || input.shape[2] % Geometry.Multiple != 0 || input.shape[3] % Geometry.Multiple != 0)
        {
            throw new ArgumentException(
                $"The network takes (N, 1, H, W) with H and W multiples of {Geometry.Multiple}, not ({string.Join(", ", input.shape)}).", nameof(input));
        }
        var skips = new Stack<Tensor>();
        Tensor current = input;
        foreach (ConvBlock block in _down)
        {
            Tensor skip = block.forward(current); // (N, widths[level], H / 2^level, W / 2^level)
            DropUnless(input, current);
            skips.Push(skip);
            current = nn.functional.max_pool2d(skip, 2);
        }
        Tensor bottom = _bottom.forward(current); // (N, widths[^1], H / 2^depth, W / 2^depth)
        DropUnless(input, current);
        current = bottom;
        foreach (TransposedConvBlock block in _up)
        {
            using Tensor skip = skips.Pop();
            Tensor next = block.forward(current, skip);
            DropUnless(keepBottom ? bottom : input, current);
            current = next;
        }
        Tensor output = _head.forward(current);
        DropUnless(input, current);
        return (output, keepBottom ? bottom : null);
    }

    private static void DropUnless(Tensor kept, Tensor tensor)
    {
        if (!ReferenceEquals(kept, tensor))
        {
            tensor.Dispose();
        }
    }
}
