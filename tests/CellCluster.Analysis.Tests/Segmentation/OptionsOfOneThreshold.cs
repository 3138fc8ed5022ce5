namespace CellCluster.Analysis.Tests.Segmentation;

/// <summary>The defaults with one threshold method for every organelle.</summary>
internal static class OptionsOfOneThreshold
{
    public static SegmentationOptions For(ThresholdMethod method) => new()
    {
        Nuclei = new NucleiOptions { Threshold = method },
        Er = new ErOptions { Threshold = method },
        Golgi = new GolgiOptions { Threshold = method },
    };
}
