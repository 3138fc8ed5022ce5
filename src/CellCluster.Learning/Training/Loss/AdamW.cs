using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Adam with decoupled weight decay, its moments held by parameter name so that they can be stored beside the weights.</summary>
/// <remarks>
/// m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w = w (1 - rate * decay) - rate * m^ / (sqrt(v^) + eps), with m^ and v^ corrected for their
/// start at 0; b1 = 0.9, b2 = 0.999, eps = 1e-8. Biases and batch-norm parameters (one dimension) do not decay. The order of operations is
/// PyTorch's. Our own and not TorchSharp's, because a checkpoint is one file with everything in it and the rate changes every step.
/// Source: Loshchilov, Hutter 2019, arXiv:1711.05101.
/// </remarks>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly IReadOnlyList<(string Name, Tensor Weight)> _weights;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly double _weightDecay;

    public AdamW(IReadOnlyList<(string Name, Tensor Weight)> weights, double weightDecay)
    {
        _weights = weights;
        _weightDecay = weightDecay;
        _means = weights.Select(static w => torch.zeros_like(w.Weight, requires_grad: false).DetachFromDisposeScope()).ToArray();
        _squares = weights.Select(static w => torch.zeros_like(w.Weight, requires_grad: false).DetachFromDisposeScope()).ToArray();
    }

    /// <summary>Steps taken so far.</summary>
    public int Step { get; private set; }

    /// <summary>Moves every weight against its gradient.</summary>
    public void Apply(double rate)
    {
        Step++;
        double correction1 = 1 - Math.Pow(Beta1, Step);
        double correction2 = 1 - Math.Pow(Beta2, Step);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        for (int i = 0; i < _weights.Count; i++)
        {
            Tensor weight = _weights[i].Weight;
            Tensor gradient = weight.grad ?? throw new InvalidOperationException($"{_weights[i].Name} has no gradient");
            if (_weightDecay != 0 && weight.dim() > 1)
            {
                weight.mul_(1 - (rate * _weightDecay));
            }
            _means[i].mul_(Beta1).add_(gradient, 1 - Beta1);
            _squares[i].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            Tensor denominator = _squares[i].sqrt().div_(Math.Sqrt(correction2)).add_(Epsilon);
            weight.addcdiv_(_means[i], denominator, -rate / correction1);
        }
    }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void ClearGradients()
    {
        foreach ((string _, Tensor weight) in _weights)
        {
            weight.grad?.zero_();
        }
    }

    /// <summary>The moments as (name, tensor): <c>adam.mean.NAME</c> and <c>adam.square.NAME</c>. The tensors are the optimiser's own.</summary>
    public IEnumerable<(string Name, Tensor Values)> State()
    {
        for (int i = 0; i < _weights.Count; i++)
        {
            yield return ($"adam.mean.{_weights[i].Name}", _means[i]);
            yield return ($"adam.square.{_weights[i].Name}", _squares[i]);
        }
    }

    /// <summary>Takes over stored moments; all names of <see cref="State"/> must be there.</summary>
    public void Restore(IReadOnlyList<(string Name, Tensor Values)> state, int step)
    {
        Dictionary<string, Tensor> stored = state.ToDictionary(static s => s.Name, static s => s.Values, StringComparer.Ordinal);
        using IDisposable noGrad = torch.no_grad();
        foreach ((string name, Tensor values) in State())
        {
            values.copy_(stored[name]);
        }
        Step = step;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _means.Concat(_squares))
        {
            tensor.Dispose();
        }
    }
}
