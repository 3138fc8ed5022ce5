using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The threshold methods that give one level for a plane.</summary>
internal static class OneLevel
{
    /// <summary>Method and rule of a choice; null where it is none of one level.</summary>
    public static (LevelMethod Method, ThresholdRule Rule)? Of(ThresholdMethod method) => method switch
    {
        ThresholdMethod.Minimum => (LevelMethod.Minimum, ThresholdRule.Minimum),
        ThresholdMethod.Otsu => (LevelMethod.Otsu, ThresholdRule.Otsu),
        ThresholdMethod.Isodata => (LevelMethod.Isodata, ThresholdRule.Isodata),
        ThresholdMethod.Li => (LevelMethod.Li, ThresholdRule.Li),
        ThresholdMethod.Triangle => (LevelMethod.Triangle, ThresholdRule.Triangle),
        ThresholdMethod.Mean => (LevelMethod.Mean, ThresholdRule.Mean),
        ThresholdMethod.Optimum => (LevelMethod.TwoGaussians, ThresholdRule.Optimum),
        ThresholdMethod.OptimumEqualVariance => (LevelMethod.TwoGaussiansEqualVariance, ThresholdRule.OptimumEqualVariance),
        _ => null,
    };

    /// <summary>What the options of ER and Golgi take: auto, local, or one level.</summary>
    public static bool IsTaken(ThresholdMethod method) => method is ThresholdMethod.Auto or ThresholdMethod.Local || Of(method) is not null;

    /// <summary>The fault of another one.</summary>
    public static string Fault(ThresholdMethod method, string organelle) =>
        $"Threshold {method} is not for {organelle}; Auto, Local, Minimum, Otsu, Isodata, Li, Triangle, Mean, Optimum and OptimumEqualVariance are";
}
