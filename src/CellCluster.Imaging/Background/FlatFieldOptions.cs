namespace CellCluster.Imaging;

/// <summary>How the illumination of a plate is found in its own fields.</summary>
public sealed record FlatFieldOptions
{
    /// <summary>Largest <see cref="SigmaPx"/>: over that length illumination is even.</summary>
    public const double LargestSigmaPx = 2048;

    /// <summary>Most blocks of a field: 1 GiB of counts.</summary>
    public const int LargestBlockCount = 1 << 18;

    /// <summary>The camera's level without light, grey levels, subtracted before anything else. Default 0; a wrong one bends the gain towards 1 or away from it.</summary>
    public double DarkLevel { get; init; }

    /// <summary>Side of the blocks whose median stands for them, px, 1..512, and so large that a field has at most <see cref="LargestBlockCount"/> (5 px on 2136x2136). Default 32: illumination is smooth over that.</summary>
    public int BlockPx { get; init; } = 32;

    /// <summary>Quantile over the fields, 0..1. Default 0.5, the median; lower (0.2) where objects cover more than half of most places.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>Standard deviation of the Gaussian that smooths the gain, px, 0 to <see cref="LargestSigmaPx"/>. Default 64.</summary>
    public double SigmaPx { get; init; } = 64;

    /// <summary>Least fields to build from, 1 or more. Default 8: fewer are objects rather than illumination.</summary>
    public int MinFieldCount { get; init; } = 8;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        AddIf(!double.IsFinite(DarkLevel), $"DarkLevel {DarkLevel} is not a finite number");
        AddIf(BlockPx is < 1 or > 512, $"BlockPx {BlockPx} is not from 1 to 512");
        AddIf(!(Quantile >= 0 && Quantile <= 1), $"Quantile {Quantile} is not from 0 to 1");
        AddIf(!(SigmaPx >= 0 && SigmaPx <= LargestSigmaPx), $"SigmaPx {SigmaPx} is not from 0 to {LargestSigmaPx}");
        AddIf(MinFieldCount < 1, $"MinFieldCount {MinFieldCount} is below 1");
        return faults;

        void AddIf(bool wrong, string fault)
        {
            if (wrong)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>All faults at once for fields of a size.</summary>
    public IReadOnlyList<string> Faults(int height, int width)
    {
        IReadOnlyList<string> faults = Faults();
        if (BlockPx is < 1 or > 512 || (long)BlockCount(height) * BlockCount(width) <= LargestBlockCount)
        {
            return faults;
        }
        return [.. faults, $"BlockPx {BlockPx} makes {(long)BlockCount(height) * BlockCount(width)} blocks of fields of {height}x{width} px, more than {LargestBlockCount}"];
    }

    /// <summary>Blocks along a side of a field.</summary>
    internal int BlockCount(int lengthPx) => (int)Math.Max(1, ((long)lengthPx + (BlockPx / 2)) / BlockPx);
}
