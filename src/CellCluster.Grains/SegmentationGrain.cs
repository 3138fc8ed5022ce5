using CellCluster.Analysis;
using CellCluster.Imaging;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="ISegmentationGrain"/>
[StatelessWorker]
internal sealed class SegmentationGrain : Grain, ISegmentationGrain
{
    public Task<LocalReference<Segmentation>> SegmentAsync(LocalReference<Plane<float>> plane, Organelle organelle, double? pixelSizeUm) =>
        Task.FromResult(new LocalReference<Segmentation>(OrganelleSegmenter.Segment(plane.Value, organelle, options: null, pixelSizeUm)));
}
