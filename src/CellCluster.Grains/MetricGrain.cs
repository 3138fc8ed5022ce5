using CellCluster.Analysis;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="IMetricGrain"/>
[StatelessWorker]
internal sealed class MetricGrain : Grain, IMetricGrain
{
    public Task<LocalReference<FieldMetrics>> MeasureAsync(LocalReference<Segmentation> segmentation, double? pixelSizeUm) =>
        Task.FromResult(new LocalReference<FieldMetrics>(FieldMetrics.Of(segmentation.Value, pixelSizeUm)));
}
