namespace CellCluster.Learning;

/// <summary>Element types of weights files.</summary>
public enum WeightType
{
    /// <summary>IEEE binary32, <c>F32</c> in the header.</summary>
    Float32,

    /// <summary>IEEE binary16, <c>F16</c> in the header.</summary>
    Float16,
}

/// <summary>One tensor of a safetensors file: row-major, little-endian.</summary>
/// <param name="Name">Such as <c>down.0.conv1.weight</c>.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Slowest axis first; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafetensorsEntry(string Name, WeightType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>How many elements.</summary>
    public long ElementCount => Shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>Bytes of an element.</summary>
    public static int BytesOf(WeightType type) => type == WeightType.Float32 ? 4 : 2;

    /// <summary>The shape as people write it: (32, 1, 3, 3).</summary>
    public static string Text(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";
}
