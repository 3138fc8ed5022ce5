using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

public class FieldMetricsTests
{
    [Fact]
    public void Metrics_DrawnDisks_EqualSumsOverTheMask()
    {
        using var plane = new Plane<float>(150, 200);
        plane.Disk(50, 50, 12, 2).Disk(100, 140, 14, 3).Noise(4, 0.02);
        using Analysis.Segmentation segmentation = OrganelleSegmenter.Segment(plane, Organelle.Nuclei, pixelSizeUm: 0.5);
        FieldMetrics metrics = FieldMeasurement.Of([new MeasuredPlane(Organelle.Nuclei, plane, segmentation)], 0.5).Organelles[0];
        long area = 0;
        double total = 0;
        for (int i = 0; i < plane.PixelCount; i++)
        {
            if (segmentation.Labels.Pixels[i] != 0)
            {
                area++;
                total += plane.Pixels[i];
            }
        }
        Assert.Equal(2, metrics.ObjectCount);
        Assert.Equal(area / 30_000.0, metrics.RelativeArea, 1e-15);
        Assert.Equal(total, metrics.TotalIntensity, 1e-9);
        Assert.Equal(total / area, metrics.MeanIntensity, 1e-12);
        Assert.Equal(area / 2.0 * 0.25, metrics.MeanAreaUm2!.Value, 1e-12);
    }

    [Fact]
    public void Metrics_NoObjects_AreZeroAndNotANumber()
    {
        using var plane = new Plane<float>(20, 20);
        using Analysis.Segmentation segmentation = OrganelleSegmenter.Segment(plane, Organelle.Er);
        FieldMetrics metrics = FieldMeasurement.Of([new MeasuredPlane(Organelle.Er, plane, segmentation)]).Organelles[0];
        Assert.Equal((0, 0.0, 0.0), (metrics.ObjectCount, metrics.RelativeArea, metrics.TotalIntensity));
        Assert.True(double.IsNaN(metrics.MeanIntensity));
        Assert.Null(metrics.MeanAreaUm2);
    }

    [Fact]
    public void Metrics_PixelsThatAreNotFinite_AreLeftOutAsInTheObjects()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(40, 80, (20, 20, 8), (20, 60, 6));
        using Plane<float> plane = DrawnSegmentation.Levels(labels, 5, 1);
        plane[20, 20] = float.NaN;
        plane[20, 60] = float.PositiveInfinity;
        FieldMeasurements field = FieldMeasurement.OfLabels(Organelle.Nuclei, labels, plane);
        int area = field.Objects[0].Objects.Sum(one => one.AreaPx);
        Assert.Equal((5.0 * (area - 2), 5.0), (field.Organelles[0].TotalIntensity, field.Organelles[0].MeanIntensity));
        Assert.Equal(field.Objects[0].Objects.Sum(one => one.Intensity.Total), field.Organelles[0].TotalIntensity);
    }

    [Fact]
    public void Metrics_SegmentedPlaneWithHoles_TotalIsTheSumOfItsObjects()
    {
        using var plane = new Plane<float>(150, 200);
        plane.Disk(50, 50, 12, 2).Disk(100, 140, 14, 3).Noise(4, 0.02);
        plane[50, 50] = float.NaN;
        plane[100, 141] = float.NegativeInfinity;
        using Analysis.Segmentation segmentation = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        FieldMeasurements field = FieldMeasurement.Of([new MeasuredPlane(Organelle.Nuclei, plane, segmentation)]);
        Assert.Equal(2, field.Objects[0].Objects.Count);
        Assert.Equal(field.Objects[0].Objects.Sum(one => one.Intensity.Total), field.Organelles[0].TotalIntensity);
    }
}
