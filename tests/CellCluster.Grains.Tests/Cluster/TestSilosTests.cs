using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class TestSilosTests
{
    [Fact]
    public async Task Directory_ThreeSilos_KnowsTheirRolesAndLanes()
    {
        await using TestSilos cluster = await TestSilos.StartAsync();

        ClusterLanes all = await cluster.Directory.ListAsync();

        Assert.Equal(["a", "b", "c"], all.Silos.Select(silo => silo.Name));
        Assert.Equal(["b/cuda:0", "b/cuda:1", "c/cpu:0"], all.Silos.SelectMany(silo => silo.Lanes).Select(lane => lane.Lane));
        Assert.Equal(SiloRoles.Plate | SiloRoles.Analysis, all.Silos[0].Roles);
    }
}
