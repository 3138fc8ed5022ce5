namespace CellCluster.Imaging;

/// <summary>How the illumination of a plate is found in its own fields.</summary>
public sealed record FlatFieldOptions
{
    /// <summary>The camera's level without light, grey levels, subtracted before anything else. Default 0; a wrong one bends the gain towards 1 or away from it.</summary>
    public double DarkLevel { get; init; }

    /// <summary>Side of the blocks whose median stands for them, px, 1..512. Default 32: illumination is smooth over that.</summary>
    public int BlockPx { get; init; } = 32;

    /// <summary>Quantile over the fields, 0..1. Default 0.5, the median; lower (0.2) where objects cover more than half of most places.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>Standard deviation of the Gaussian that smooths the gain, px, 0 or more. Default 64.</summary>
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
        AddIf(!(SigmaPx >= 0) || double.IsInfinity(SigmaPx), $"SigmaPx {SigmaPx} is not a finite number of 0 or more");
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
}
