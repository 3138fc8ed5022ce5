using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>The analysis of a field by this silo's stateless workers.</summary>
internal static class LocalAnalysis
{
    public static FieldAnalysis Over(IGrainFactory grains)
    {
        ISegmentationGrain segmentation = grains.GetGrain<ISegmentationGrain>(0);
        IMetricGrain metrics = grains.GetGrain<IMetricGrain>(0);
        return new FieldAnalysis(
            async (plane, organelle, options, pixelSize) =>
                (await segmentation.SegmentAsync(new LocalReference<Plane<float>>(plane), organelle, new LocalReference<SegmentationOptions>(options), pixelSize)).Value,
            async (planes, pixelSize) => (await metrics.MeasureAsync(new LocalReference<IReadOnlyList<MeasuredPlane>>(planes), pixelSize)).Value);
    }
}
