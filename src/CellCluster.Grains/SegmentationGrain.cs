using CellCluster.Analysis;
using CellCluster.Imaging;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="ISegmentationGrain"/>
[StatelessWorker]
internal sealed class SegmentationGrain : Grain, ISegmentationGrain
{
    public Task<LocalReference<Segmentation>> SegmentAsync(LocalReference<Plane<float>> plane, Organelle organelle, LocalReference<SegmentationOptions> options, double? pixelSizeUm)
    {
        using Plane<float> kept = plane.Value.Retain(); // a caller that gives up drops it
        return Task.FromResult(new LocalReference<Segmentation>(OrganelleSegmenter.Segment(kept, organelle, options.Value, pixelSizeUm)));
    }
}
