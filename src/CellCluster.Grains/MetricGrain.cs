using CellCluster.Analysis;
using CellCluster.Imaging;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="IMetricGrain"/>
[StatelessWorker]
internal sealed class MetricGrain : Grain, IMetricGrain
{
    public Task<LocalReference<FieldMeasurements>> MeasureAsync(LocalReference<IReadOnlyList<MeasuredPlane>> planes, double? pixelSizeUm)
    {
        var kept = new List<Plane>();
        try
        {
            foreach (MeasuredPlane plane in planes.Value)
            {
                kept.Add(plane.Intensity.Retain()); // a caller that gives up drops them
                kept.Add(plane.Segmentation.Labels.Retain());
            }
            return Task.FromResult(new LocalReference<FieldMeasurements>(FieldMeasurement.Of(planes.Value, pixelSizeUm)));
        }
        finally
        {
            kept.ForEach(plane => plane.Dispose());
        }
    }
}
