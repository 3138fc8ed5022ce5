namespace CellCluster.Analysis;

/// <summary>Which threshold a user asks for.</summary>
public enum ThresholdMethod
{
    /// <summary>Minimum and local together where the histogram has two clear modes, else local; the rule that fired is recorded. Default.</summary>
    Auto,

    /// <summary>Local alone: right under gradients, slower.</summary>
    Local,

    /// <summary>Minimum alone: one level for the field; no objects where the histogram has not two modes.</summary>
    Minimum,
}

/// <summary>Which rule made a mask.</summary>
public enum ThresholdRule
{
    /// <summary>None: the mask is empty; the reason says why.</summary>
    None,

    /// <summary>Above the minimum method's level.</summary>
    Minimum,

    /// <summary>Above the local surface and its noise.</summary>
    Local,

    /// <summary>Above the minimum method's level and above the local surface.</summary>
    MinimumAndLocal,
}

/// <summary>How a mask came about: travels with every number made from it.</summary>
/// <param name="Rule">The rule that fired.</param>
/// <param name="Level">The level of one value, in units of the predicted plane; NaN where the rule has none.</param>
/// <param name="LocalBlockPx">Side of the local neighbourhood, px; 0 where the rule has none.</param>
/// <param name="Bimodality">Depth of the histogram's valley, 0..1: 1 - valley over lower peak; 0 where it has not two modes.</param>
/// <param name="Contrast">Mean of the foreground less mean of the background, over the background's standard deviation; 0 without foreground.</param>
/// <param name="FallbackReason">Why the first choice was not taken, or why nothing was; null where it was taken.</param>
public sealed record ThresholdProvenance(ThresholdRule Rule, double Level, int LocalBlockPx, double Bimodality, double Contrast, string? FallbackReason)
{
    /// <summary>The rule as tables write it: none, minimum, local or minimum+local.</summary>
    public string RuleText => Rule switch
    {
        ThresholdRule.Minimum => "minimum",
        ThresholdRule.Local => "local",
        ThresholdRule.MinimumAndLocal => "minimum+local",
        _ => "none",
    };
}
