using CellCluster.Imaging.Tests.Oracles;
using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Morphology;

[Collection(nameof(SteadyStateMemoryCollection))]
public class LocalMaximaMemoryTests
{
    [Fact]
    public void Find_PlaneOfPlateaus_AllocatesNoListOfCandidates()
    {
        using var plane = new Plane<float>(700, 700);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = i / 700 % 350 == 0 || i % 700 % 350 == 0 ? 0 : 1;
        }
        LocalMaxima.Find(plane, 300, 0);
        LocalMaxima.Find(plane, 300, 0); // in the first round a new size may empty a pool that other tests filled with theirs
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(LocalMaxima.Find(plane, 300, 0));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000); // the plane has 2 MB, its candidates 8
    }
}
