using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Which threshold a user asks for.</summary>
public enum ThresholdMethod
{
    /// <summary>Otsu on the plane less its local background, each object to a share of its own level; where Otsu's two groups are not apart, local. The rule that fired is recorded. Default.</summary>
    Auto,

    /// <summary>Minimum and local together where the histogram has two clear modes, else local; the rule that fired is recorded.</summary>
    MinimumAndLocal,

    /// <summary>Local alone: above a Gaussian surface and its noise.</summary>
    Local,

    /// <summary>Minimum alone: one level for the field; no objects where the histogram has not two modes.</summary>
    Minimum,

    /// <summary>Otsu's level.</summary>
    Otsu,

    /// <summary>The iterated mean of the source's Algorithm 1.</summary>
    Isodata,

    /// <summary>Li's level: smallest cross entropy.</summary>
    Li,

    /// <summary>The triangle method's level.</summary>
    Triangle,

    /// <summary>The mean of the plane.</summary>
    Mean,

    /// <summary>The optimum between two fitted Gaussians of different widths.</summary>
    Optimum,

    /// <summary>The optimum between two fitted Gaussians of one width.</summary>
    OptimumEqualVariance,

    /// <summary>A level that is given, such as one that a whole plate shares.</summary>
    Level,

    /// <summary>The optimum between two Gaussians region by region, interpolated between them (Chow and Kaneko).</summary>
    Regional,
}

/// <summary>Which rule made a mask.</summary>
public enum ThresholdRule
{
    /// <summary>None: the mask is empty; outcome and reason say why.</summary>
    None,

    /// <summary>Above the minimum method's level.</summary>
    Minimum,

    /// <summary>Above the local surface and its noise.</summary>
    Local,

    /// <summary>Above the minimum method's level and above the local surface.</summary>
    MinimumAndLocal,

    /// <summary>Above a share of Otsu's level of the heights over the local background, and above a share of the object's own level.</summary>
    OtsuAndLocal,

    /// <summary>Above Otsu's level.</summary>
    Otsu,

    /// <summary>Above the iterated mean.</summary>
    Isodata,

    /// <summary>Above Li's level.</summary>
    Li,

    /// <summary>Above the triangle method's level.</summary>
    Triangle,

    /// <summary>Above the mean.</summary>
    Mean,

    /// <summary>Above the optimum between two Gaussians of different widths.</summary>
    Optimum,

    /// <summary>Above the optimum between two Gaussians of one width.</summary>
    OptimumEqualVariance,

    /// <summary>Above a given level.</summary>
    Level,

    /// <summary>Above the interpolated optima of regions.</summary>
    Regional,

    /// <summary>Above the plane's mean and its noise, and above the local surface of what is (ER).</summary>
    MeanAndLocal,
}

/// <summary>How a mask came about: travels with every number made from it.</summary>
/// <param name="Rule">The rule that fired.</param>
/// <param name="Level">The level of one value, in units of the plane (for <see cref="ThresholdRule.OtsuAndLocal"/> above its local background, for Golgi above the rolling ball's background); NaN where the rule has none.</param>
/// <param name="LocalBlockPx">Side of the local neighbourhood, px; 0 where the rule has none.</param>
/// <param name="Bimodality">Depth of the histogram's valley, 0..1: 1 - valley over lower peak; 0 where it has not two modes.</param>
/// <param name="Contrast">Mean of the foreground less mean of the background, over the background's standard deviation; 0 without foreground.</param>
/// <param name="FallbackReason">Why the first choice was not taken, or why nothing was; null where it was taken.</param>
public sealed record ThresholdProvenance(ThresholdRule Rule, double Level, int LocalBlockPx, double Bimodality, double Contrast, string? FallbackReason)
{
    /// <summary>Found where a rule fired; else <see cref="LevelOutcome.Empty"/> without a finite pixel, <see cref="LevelOutcome.NotBimodal"/> where nothing could be told apart. The reason begins with it.</summary>
    public LevelOutcome Outcome => Rule != ThresholdRule.None ? LevelOutcome.Found
        : FallbackReason is { } reason && reason.StartsWith(nameof(LevelOutcome.Empty), StringComparison.Ordinal) ? LevelOutcome.Empty
        : LevelOutcome.NotBimodal;

    /// <summary>The rule as tables write it: none, the method's name, minimum+local, otsu+local or mean+local.</summary>
    public string RuleText => Rule switch
    {
        ThresholdRule.MinimumAndLocal => "minimum+local",
        ThresholdRule.OtsuAndLocal => "otsu+local",
        ThresholdRule.MeanAndLocal => "mean+local",
        ThresholdRule.OptimumEqualVariance => "optimum-equal-variance",
        _ => Rule.ToString().ToLowerInvariant(),
    };

    internal static ThresholdProvenance None(LevelOutcome outcome, double bimodality, string reason) =>
        new(ThresholdRule.None, double.NaN, 0, bimodality, 0, $"{outcome}: {reason}");
}
