using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Analysis.Tests.Segmentation;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

[Collection(nameof(SegmentationMemoryTests))]
public class MeasurementMemoryTests
{
    [Fact]
    public void Measure_ManyFields_DropsEveryPlaneAndTakesNoMoreMemory()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(600, 600, (100, 100, 30), (300, 320, 40), (500, 80, 25));
        using Plane<float> plane = ConstructedField.Plane(600, 600, 3);
        MeasuredPlane[] planes = [DrawnSegmentation.Of(Organelle.Nuclei, labels, plane), DrawnSegmentation.Of(Organelle.Golgi, labels, plane)];
        Measure();
        Measure();
        long live = Plane.LiveCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Measure();
        }
        // A plane of floats is 1.4 MB, a byte per pixel 360 kB.
        long perField = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.True(perField < 100_000, $"{perField} bytes a field: scratch is not pooled");
        Assert.Equal(live, Plane.LiveCount);

        void Measure()
        {
            FieldMeasurement.Of(planes, 0.5);
            PlaneQuality.Of(plane);
            NuclearStainError.Of(plane, plane, labels);
        }
    }
}
