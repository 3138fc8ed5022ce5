using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>A copy of all weights and batch-norm statistics of a network, by name.</summary>
internal sealed class WeightSnapshot : IDisposable
{
    /// <param name="tensors">Owned by the snapshot from now on.</param>
    public WeightSnapshot(IReadOnlyDictionary<string, Tensor> tensors) => Tensors = tensors;

    /// <summary>float32 tensors by parameter name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Copies a network's weights.</summary>
    public static WeightSnapshot Of(UNet network)
    {
        Dictionary<string, Tensor> copies = new(StringComparer.Ordinal);
        foreach ((string name, Tensor values) in Entries(network))
        {
            copies.Add(name, values.detach().clone().DetachFromDisposeScope());
        }
        return new WeightSnapshot(copies);
    }

    /// <summary>Writes the copy back.</summary>
    public void CopyTo(UNet network)
    {
        using IDisposable noGrad = torch.no_grad();
        foreach ((string name, Tensor values) in Entries(network))
        {
            values.copy_(Tensors[name]);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    // num_batches_tracked counts batches for a momentum of 1/n, which this network does not use.
    private static IEnumerable<(string Name, Tensor Values)> Entries(UNet network) =>
        network.state_dict().Where(static entry => entry.Value.dtype == ScalarType.Float32).Select(static entry => (entry.Key, entry.Value));
}
