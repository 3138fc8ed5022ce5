using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Weights and model card in one safetensors file (docs/formats/weights.md).</summary>
public static class ModelFile
{
    /// <summary>Metadata key of the card.</summary>
    public const string CardKey = "cellcluster";

    /// <summary>Writes the network and its card; the file appears under its name only when it is complete.</summary>
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="network">Any device; unchanged.</param>
    /// <param name="card">Its shape and outputs must be the network's.</param>
    /// <param name="halfPrecision">Float16 (half the size) instead of float32.</param>
    /// <exception cref="ArgumentException">Card and network disagree, or a weight is not finite or does not fit float16.</exception>
    public static void Save(string path, UNet network, ModelCard card, bool halfPrecision)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        if (!card.Network.Widths.SequenceEqual(network.Shape.Widths) || card.Outputs.Count != network.OutputCount)
        {
            throw new ArgumentException(
                $"The card says widths {string.Join(", ", card.Network.Widths)} and {card.Outputs.Count} outputs, the network has {string.Join(", ", network.Shape.Widths)} and {network.OutputCount}.",
                nameof(card));
        }
        if (network.IsFolded)
        {
            throw new ArgumentException("Batch norm was folded into the convolutions: what is left cannot be stored.", nameof(network));
        }
        var tensors = new List<NamedWeights>();
        foreach ((string name, Tensor tensor) in WeightNames.Of(network))
        {
            using Tensor plain = tensor.detach().to(ScalarType.Float32, copy: true).cpu().contiguous();
            tensors.Add(new NamedWeights(name, tensor.shape, plain.data<float>().ToArray()));
        }
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal) { [CardKey] = ModelCardJson.Write(card), ["format"] = "pt" };
        SafetensorsWriter.Write(path, tensors, metadata, halfPrecision ? WeightType.Float16 : WeightType.Float32);
    }

    /// <summary>Reads and checks the card alone; takes no memory for weights.</summary>
    /// <exception cref="ModelFileException">The file is damaged or has no card.</exception>
    public static ModelCard ReadCard(string path)
    {
        using var reader = new SafetensorsReader(path);
        return ReadCard(reader, path);
    }

    /// <summary>The network (on the CPU, in evaluation mode) and its card.</summary>
    /// <exception cref="ModelFileException">The file is damaged, a tensor is missing, unknown, of another shape than the card says, or not finite.</exception>
    public static (UNet Network, ModelCard Card) Load(string path)
    {
        using var reader = new SafetensorsReader(path);
        ModelCard card = ReadCard(reader, path);
        var network = new UNet(card.Network, card.Outputs.Count, seed: 0);
        try
        {
            Fill(network, reader, path);
            network.eval();
            return (network, card);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static ModelCard ReadCard(SafetensorsReader reader, string path) =>
        reader.Header.Metadata.TryGetValue(CardKey, out string? json)
            ? ModelCardJson.Read(json, path)
            : throw new ModelFileException(path, $"there is no model card: metadata key {CardKey} is expected");

    private static void Fill(UNet network, SafetensorsReader reader, string path)
    {
        using var noGrad = no_grad();
        var left = new HashSet<string>(reader.Header.Entries.Keys, StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in WeightNames.Of(network))
        {
            if (!reader.Header.Entries.TryGetValue(name, out SafetensorsEntry? entry))
            {
                throw new ModelFileException(path, $"{name} is missing; the card says {SafetensorsEntry.Text(tensor.shape)}");
            }
            if (!entry.Shape.SequenceEqual(tensor.shape))
            {
                throw new ModelFileException(path, $"{name}: found {SafetensorsEntry.Text(entry.Shape)}, the card says {SafetensorsEntry.Text(tensor.shape)}");
            }
            float[] values = reader.Read(entry);
            if (name.EndsWith(".running_var", StringComparison.Ordinal) && values.Any(static variance => variance < 0))
            {
                throw new ModelFileException(path, $"{name}: a variance is negative; 0 or more is expected");
            }
            using Tensor loaded = from_array(values);
            using Tensor shaped = loaded.view(tensor.shape);
            tensor.copy_(shaped);
            left.Remove(name);
        }
        if (left.Count > 0)
        {
            throw new ModelFileException(path, $"{left.Order(StringComparer.Ordinal).First()} is no tensor of the network that the card describes ({left.Count} such)");
        }
    }
}
