using CellCluster.Imaging.Tests.Oracles;
using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Background;

[Collection(nameof(SteadyStateMemoryCollection))]
public class RollingBallMemoryTests
{
    [Fact]
    public void Background_ManyFields_AllocatesNothingOfThePlanesSize()
    {
        using Plane<float> plane = ConstructedPlane.Plane(1000, 1000, 23, 3, 20);
        using var background = new Plane<float>(1000, 1000);
        var ball = new Ball(20, 0.001);
        Subtract();
        Subtract(); // in the first round a new size may empty a pool that other tests filled with theirs
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 3; i++)
        {
            Subtract();
        }
        long perField = (GC.GetAllocatedBytesForCurrentThread() - before) / 3;
        // The tables of the two balls change places: 130 kB a field; a plane has 4 MB, and a search rents four of them.
        Assert.True(perField < 400_000, $"{perField} bytes a field");

        void Subtract()
        {
            RollingBall.Background(plane, ball, BallSense.Opening, background);
            RollingBall.FastBackground(plane, ball, BallSense.Opening, 2, background);
        }
    }
}
