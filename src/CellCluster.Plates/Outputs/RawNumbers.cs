using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The numbers of <see cref="MetricColumns.Raw"/> of a plane, in that order.</summary>
public static class RawNumbers
{
    /// <summary>Name and value of each.</summary>
    public static IReadOnlyList<(string Name, double Value)> Of(PlaneQuality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        return
        [
            (MetricColumns.Focus, quality.Focus),
            (MetricColumns.RawMinimum, quality.Minimum),
            (MetricColumns.RawMaximum, quality.Maximum),
            (MetricColumns.RawMean, quality.Mean),
            (MetricColumns.SaturatedShare, quality.SaturatedShare),
            (MetricColumns.NonFinitePixelCount, quality.NonFinitePixelCount),
            (MetricColumns.LocalFocus, quality.LocalFocus),
            (MetricColumns.PowerSlope, quality.PowerSlope),
            (MetricColumns.Gradient, quality.Gradient),
            (MetricColumns.StructuredShare, quality.StructuredShare),
        ];
    }
}
