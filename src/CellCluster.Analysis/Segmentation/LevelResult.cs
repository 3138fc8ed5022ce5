using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>One level for a plane, the groups it makes and whether it is believed.</summary>
/// <remarks>
/// A level is believed where it leaves at least one object's area and at most 0.9 of the plane, and the groups are 3 deviations of the lower one apart; the minimum
/// method's valley must be 0.1 deep besides. Of a level that is given only the largest share is asked.
/// </remarks>
/// <param name="Rule">What it is called where it makes the mask alone.</param>
/// <param name="Value">The level.</param>
/// <param name="Score">Depth of the valley.</param>
/// <param name="Classes">The groups.</param>
/// <param name="WhyNot">Why it is not believed; null where it is.</param>
internal readonly record struct LevelResult(ThresholdRule Rule, float Value, double Score, Classes Classes, string? WhyNot)
{
    private const double LeastValleyDepth = 0.1;
    private const double LeastContrast = 3;
    private const double LargestShare = 0.9;

    /// <summary>The level of a histogram by the options' method.</summary>
    public static LevelResult Of(Histogram histogram, NucleiOptions options, double minAreaPx)
    {
        (ThresholdRule rule, LevelMethod method) = options.Threshold switch
        {
            ThresholdMethod.Otsu => (ThresholdRule.Otsu, LevelMethod.Otsu),
            ThresholdMethod.Isodata => (ThresholdRule.Isodata, LevelMethod.Isodata),
            ThresholdMethod.Li => (ThresholdRule.Li, LevelMethod.Li),
            ThresholdMethod.Triangle => (ThresholdRule.Triangle, LevelMethod.Triangle),
            ThresholdMethod.Mean => (ThresholdRule.Mean, LevelMethod.Mean),
            ThresholdMethod.Optimum => (ThresholdRule.Optimum, LevelMethod.TwoGaussians),
            ThresholdMethod.OptimumEqualVariance => (ThresholdRule.OptimumEqualVariance, LevelMethod.TwoGaussiansEqualVariance),
            ThresholdMethod.Level => (ThresholdRule.Level, default),
            _ => (ThresholdRule.Minimum, LevelMethod.Minimum),
        };
        if (rule == ThresholdRule.Level)
        {
            float given = (float)options.Level;
            Classes groups = Classes.At(histogram, histogram.BinOf(given));
            string? everything = given < histogram.Minimum || groups.UpperShare > LargestShare ? TooMuch(groups) : null;
            return new LevelResult(rule, given, Bimodality.At(histogram, given).ValleyDepth, groups, everything);
        }
        if (rule == ThresholdRule.Minimum)
        {
            MinimumThresholdResult minimum = MinimumThreshold.Find(histogram);
            Classes groups = minimum.IsBimodal ? Classes.At(histogram, minimum.Bin) : default;
            string? whyNot = !minimum.IsBimodal ? "the histogram has not two modes"
                : minimum.ValleyDepth < LeastValleyDepth ? $"the histogram's valley is only {minimum.ValleyDepth:0.00} deep, {LeastValleyDepth:0.00} is needed"
                : WhyNotGroups(groups, minAreaPx);
            return new LevelResult(rule, minimum.Value, minimum.ValleyDepth, groups, whyNot);
        }
        ThresholdLevel level = GlobalThreshold.Find(histogram, method);
        Classes classes = level.IsFound ? Classes.At(histogram, histogram.BinOf(level.Value)) : default;
        return new LevelResult(rule, level.Value, level.Score, classes, level.IsFound ? WhyNotGroups(classes, minAreaPx) : "the histogram has not two groups");
    }

    /// <summary>The record of it.</summary>
    public ThresholdProvenance Provenance(ThresholdRule rule, int localBlockPx) => new(rule, Value, localBlockPx, Score, Classes.Contrast, null);

    private static string? WhyNotGroups(Classes groups, double minAreaPx) =>
        groups.UpperCount < minAreaPx ? $"only {groups.UpperCount} px lie above the level, fewer than one object"
        : groups.UpperShare > LargestShare ? TooMuch(groups)
        : groups.Contrast < LeastContrast ? $"the groups are only {groups.Contrast:0.0} background deviations apart, {LeastContrast:0.0} are needed"
        : null;

    private static string TooMuch(Classes groups) => $"{groups.UpperShare:0.00} of the plane lie above the level, at most {LargestShare:0.00} are believed";
}
