using CellCluster.Imaging.Tests.Oracles;
using OpenCvSharp;

namespace CellCluster.Imaging.Tests.Morphology;

/// <summary>Runs alone: tests of many plane sizes beside it would empty the pool of planes.</summary>
[CollectionDefinition(nameof(MorphologyMemoryCollection), DisableParallelization = true)]
public class MorphologyMemoryCollection;

[Collection(nameof(MorphologyMemoryCollection))]
public class MorphologyMemoryTests
{
    private const int Side = 512;

    [Fact]
    public void SteadyState_AllocatesNothingInProportionToThePlane()
    {
        using Plane<float> plane = ConstructedPlane.Plane(Side, Side, 5, 60, 0);
        using var mask = new Plane<byte>(Side, Side);
        using var opened = new Plane<byte>(Side, Side);
        using var distance = new Plane<float>(Side, Side);
        using var labels = new Plane<uint>(Side, Side);
        using var markers = new Plane<uint>(Side, Side);
        ThresholdMask.Above(plane, 0.1f, mask);
        Measure("holes", 4_000, () => HoleFilling.Fill(mask));
        Measure("components", 4_000, () => ConnectedComponents.Label(mask, labels));
        Measure("distance", 4_000, () => DistanceTransform.Apply(mask, distance));
        Measure("maxima", 8_000, () => LocalMaxima.Mark(distance, 4, 0, labels, markers));
        Measure("peaks", 8_000, () => LocalMaxima.Find(distance, 4, 0, labels));
        Measure("watershed", 8_000, () => Watershed.Flood(distance, markers, mask, labels));
        Measure("opening", 8_000, () => Opening.Apply(mask, opened, Footprint.Disk(3)));
        Measure("shapes", 40_000, () => RegionShapes.Of(labels)); // the result: some 60 records of 200 bytes, and the list of contours
        Measure("cleaning", 4_000, () => LabelCleaning.RemoveSmall(labels, 20));
    }

    [Fact]
    public void Opening_AnyNumberOfOpenCvThreads_GivesTheSameBytes()
    {
        using Plane<byte> mask = ConstructedPlane.Mask(Side, Side, 4, 0.8);
        using var one = new Plane<byte>(Side, Side);
        using var many = new Plane<byte>(Side, Side);
        int before = Cv2.GetNumThreads();
        try
        {
            Cv2.SetNumThreads(1);
            Opening.Apply(mask, one, Footprint.Disk(2));
            Cv2.SetNumThreads(4);
            Opening.Apply(mask, many, Footprint.Disk(2));
        }
        finally
        {
            Cv2.SetNumThreads(before);
        }
        Assert.Equal(one.Buffer, many.Buffer);
    }

    private static void Measure(string name, long limit, Action operation)
    {
        operation();
        operation();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            operation();
        }
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.True(each <= limit, $"{name} allocated {each} bytes a call, at most {limit} expected");
    }
}
