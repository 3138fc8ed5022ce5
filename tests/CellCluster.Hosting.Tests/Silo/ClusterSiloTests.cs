using CellCluster.Grains;

namespace CellCluster.Hosting.Tests;

public class ClusterSiloTests
{
    [Fact]
    public async Task Silos_OnOneDatabase_SeeEachOtherAndTheirLanes()
    {
        string database = await Silos.DatabaseAsync();

        await using ClusterSilo first = await Silos.StartAsync(Silos.Options(database, "plates", SiloRoles.Plate | SiloRoles.Analysis));
        await using ClusterSilo second = await Silos.StartAsync(Silos.Options(database, "gpu-a", SiloRoles.Image | SiloRoles.Inference, "cuda:0", "cpu:0"));

        Assert.Equal(["gpu-a", "plates"], Silos.Members(second));
        ClusterLanes lanes = await first.Grains.GetGrain<ILaneDirectoryGrain>(0).ListAsync();
        SiloReport gpu = Assert.Single(lanes.Silos, silo => silo.Name == "gpu-a");
        Assert.Equal(["gpu-a/cuda:0", "gpu-a/cpu:0"], gpu.Lanes.Select(lane => lane.Lane));
        Assert.Equal(SiloRoles.Image | SiloRoles.Inference, gpu.Roles);
        Assert.Equal(["gpu-a", "plates"], lanes.Silos.Select(silo => silo.Name));
    }
}
