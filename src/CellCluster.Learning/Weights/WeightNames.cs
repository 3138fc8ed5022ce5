using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Parameters and running statistics of a network under the names that weights files use, in the order of the layers.</summary>
public static class WeightNames
{
    /// <summary>Pairs of name and the network's own tensor (not a copy).</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Of(UNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach ((string name, Tensor tensor) in network.state_dict())
        {
            // Only batch norm's count of batches is left out: it changes nothing at momentum 0.1.
            if (!name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
            {
                yield return (name, tensor);
            }
        }
    }
}
