using CellCluster.Imaging.Tests.Oracles;
using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Thresholds;

[Collection(nameof(SteadyStateMemoryCollection))]
public class ChowKanekoMemoryTests
{
    [Fact]
    public void Surface_SmallestRegionsOfALargePlane_EndsAndAllocatesLittle()
    {
        using var plane = new Plane<float>(1500, 1500);
        int[] noise = ConstructedPlane.Lcg(6, plane.PixelCount);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = (i % 1500 < 300 && (i / 3 % 2) == 0 ? 500 : 100) + (noise[i] % 64); // two classes at the left, one elsewhere
        }
        using var surface = new Plane<float>(1500, 1500);
        ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, surface, 16);
        Assert.Equal(LevelOutcome.Found, result.Outcome);
        Assert.InRange(result.BimodalRegionCount, 1000, result.RegionCount / 3);
        Assert.All(surface.Buffer, level => Assert.InRange(level, result.LowestLevel - 0.01f, result.HighestLevel + 0.01f));
        ChowKanekoThreshold.Surface(plane, surface, 16); // in the first round a new size may empty a pool that other tests filled with theirs
        long before = GC.GetAllocatedBytesForCurrentThread();
        ChowKanekoThreshold.Surface(plane, surface, 16);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000); // 34,596 regions
    }
}
