namespace CellCluster.Analysis.Tests.Segmentation;

/// <summary>The defaults with one threshold method for every organelle.</summary>
internal static class OptionsOfOneThreshold
{
    public static SegmentationOptions For(ThresholdMethod method) => new()
    {
        Nuclei = new NucleiOptions { Threshold = method },
        Er = new ErOptions { Threshold = OfOthers(method) },
        Golgi = new GolgiOptions { Threshold = OfOthers(method) },
    };

    // What only nuclei have.
    private static ThresholdMethod OfOthers(ThresholdMethod method) => method is ThresholdMethod.MinimumAndLocal or ThresholdMethod.Level or ThresholdMethod.Regional ? ThresholdMethod.Auto : method;
}
