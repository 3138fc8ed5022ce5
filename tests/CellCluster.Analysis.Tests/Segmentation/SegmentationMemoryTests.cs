using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

/// <summary>Counts of the whole process: no other test may run beside these.</summary>
[CollectionDefinition(nameof(SegmentationMemoryTests), DisableParallelization = true)]
public class AloneCollection;

[Collection(nameof(SegmentationMemoryTests))]
public class SegmentationMemoryTests
{
    [Fact]
    public void Segment_ManyFields_DropsEveryPlaneAndTakesNoMoreMemory()
    {
        using var plane = new Plane<float>(200, 200);
        plane.Disk(90, 90, 15).Noise(1, 0.05);
        OrganelleSegmenter.Segment(plane, Organelle.Nuclei).Dispose();
        OrganelleSegmenter.Segment(plane, Organelle.Nuclei).Dispose(); // in the first round a new size may empty a pool that other tests filled with theirs
        long live = Plane.LiveCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            OrganelleSegmenter.Segment(plane, Organelle.Nuclei).Dispose();
        }
        // 40,000 px: a plane of floats is 160 kB; contours, lists and handles of a field stay far below a tenth of that.
        long perField = (GC.GetAllocatedBytesForCurrentThread() - before) / 20;
        Assert.True(perField < 40_000, $"{perField} bytes a field: scratch is not pooled");
        Assert.Equal(live, Plane.LiveCount);
    }
}
