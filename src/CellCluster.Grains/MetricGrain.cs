using CellCluster.Analysis;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="IMetricGrain"/>
[StatelessWorker]
internal sealed class MetricGrain : Grain, IMetricGrain
{
    // Predicted planes are scaled to normalised stain when they are joined, so output and stain are one here.
    public Task<LocalReference<FieldMetrics>> MeasureAsync(LocalReference<Segmentation> segmentation, double? pixelSizeUm) =>
        Task.FromResult(new LocalReference<FieldMetrics>(FieldMetrics.Of(segmentation.Value, StainScale.Identity, pixelSizeUm)));
}
