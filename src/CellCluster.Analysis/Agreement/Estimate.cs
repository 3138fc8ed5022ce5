namespace CellCluster.Analysis;

/// <summary>Why a number or its interval could not be given.</summary>
public enum NotEnough
{
    /// <summary>It could.</summary>
    None,

    /// <summary>Too few pairs with two finite numbers: the number is NaN.</summary>
    Pairs,

    /// <summary>One of the series is constant: the number is NaN.</summary>
    Spread,

    /// <summary>Fewer wells than an interval needs: the number is there, its interval is NaN.</summary>
    Wells,

    /// <summary>The number is undefined in too many resamples: its interval is NaN.</summary>
    Resamples,
}

/// <summary>A number with its confidence interval.</summary>
/// <param name="Value">The number over all pairs; NaN where undefined.</param>
/// <param name="Low">Lower end of the interval; NaN where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reason">Why something is NaN.</param>
public readonly record struct Estimate(double Value, double Low, double High, NotEnough Reason)
{
    /// <summary>Whether there is an interval.</summary>
    public bool HasInterval => !double.IsNaN(Low);

    /// <summary>A number that is undefined.</summary>
    internal static Estimate Undefined(NotEnough reason) => new(double.NaN, double.NaN, double.NaN, reason);
}

/// <summary>The words of <see cref="NotEnough"/> in tables and reports.</summary>
public static class NotEnoughText
{
    /// <summary>Empty for <see cref="NotEnough.None"/>.</summary>
    public static string ToText(this NotEnough reason) => reason switch
    {
        NotEnough.Pairs => "too few pairs",
        NotEnough.Spread => "constant",
        NotEnough.Wells => $"fewer than {ClusterBootstrap.SmallestClusterCount} wells",
        NotEnough.Resamples => "undefined in too many resamples of the wells",
        _ => "",
    };
}
