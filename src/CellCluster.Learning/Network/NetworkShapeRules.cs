using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>Which shapes the network can have.</summary>
public static class NetworkShapeRules
{
    /// <summary>Levels of halving that make sense: 2^6 px per bottleneck cell at most.</summary>
    public const int LargestDepth = 6;

    /// <summary>Feature channels of one level at most.</summary>
    public const int LargestWidth = 2048;

    /// <summary>Every fault of a shape; empty when there is none.</summary>
    public static IReadOnlyList<string> Faults(NetworkShape shape, int outputCount)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var faults = new List<string>();
        if (shape.Widths.Count < 2 || shape.Depth > LargestDepth)
        {
            faults.Add($"{shape.Widths.Count} widths are given; 2 to {LargestDepth + 1} are expected (levels and bottom)");
        }
        foreach (int width in shape.Widths)
        {
            if (width < 16 || width > LargestWidth || width % 16 != 0)
            {
                faults.Add($"width {width} is not a multiple of 16 in 16..{LargestWidth}");
            }
        }
        if (!(shape.Dropout is >= 0 and <= 0.9))
        {
            faults.Add($"dropout {shape.Dropout} is outside 0..0.9");
        }
        if (outputCount is < 1 or > 64)
        {
            faults.Add($"{outputCount} output channels are given; 1 to 64 are expected");
        }
        return faults;
    }

    /// <summary>Throws when there is any fault.</summary>
    public static void Check(NetworkShape shape, int outputCount)
    {
        IReadOnlyList<string> faults = Faults(shape, outputCount);
        if (faults.Count > 0)
        {
            throw new ArgumentException("The network cannot have this shape: " + string.Join("; ", faults) + ".", nameof(shape));
        }
    }
}
