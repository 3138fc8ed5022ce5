using CellCluster.Imaging;
using CellCluster.Plates.Simulation;

namespace CellCluster.Plates.Tests.Simulation;

// The count of live planes is the process': nothing else may run beside this.
[CollectionDefinition(nameof(SimulationLeakTests), DisableParallelization = true)]
public sealed class SimulationLeakCollection;

[Collection(nameof(SimulationLeakTests))]
public sealed class SimulationLeakTests
{
    [Theory]
    [InlineData(TransmittedLightMode.Dic)]
    [InlineData(TransmittedLightMode.Brightfield)]
    [InlineData(TransmittedLightMode.Phase)]
    public void Simulate_Disposed_LeavesNoPlane(TransmittedLightMode mode)
    {
        long before = Plane.LiveCount;
        FieldSimulator.Simulate(new SimulationOptions { HeightPx = 64, WidthPx = 64, Mode = mode }, new WellId(1, 1), new FieldIndex(1)).Dispose();
        Assert.Equal(before, Plane.LiveCount);
    }
}
