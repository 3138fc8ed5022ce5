using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Predictions segmented on another silo, by their files.</summary>
[Collection(ClusterCollection.Name)]
public sealed class OffloadedAnalysisTests
{
    private const SiloRoles Lanes = SiloRoles.Image | SiloRoles.Inference;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plate_LanesWithoutAnalysis_GivesTheSameHashesAsAnalysedOnTheLanesSilo(bool writePredicted)
    {
        long refused = LocalReferences.RefusedCount;
        (string here, int sentHere, _) = await RunAsync(Lanes | SiloRoles.Analysis, SiloRoles.Plate, writePredicted);
        (string elsewhere, int sentElsewhere, string[] files) = await RunAsync(Lanes, SiloRoles.Plate | SiloRoles.Analysis, writePredicted);

        Assert.Equal(0, sentHere);
        Assert.Equal(8, sentElsewhere);
        Assert.Equal(here, elsewhere);
        Assert.Contains("labels/", here, StringComparison.Ordinal);
        Assert.Equal(writePredicted, here.Contains("predicted/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(refused, LocalReferences.RefusedCount);
    }

    [Fact]
    public async Task Plate_AnalysisSiloIsKilled_LosesNothingAndBlamesNoField()
    {
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new("b", Lanes, "cuda:0", "cuda:1"), new("c", SiloRoles.Analysis), new("d", SiloRoles.Analysis)]);
        using var plate = new ClusterPlate("P1", "cuda", wells: 16);
        await plate.SubmitAsync(cluster);
        await plate.UntilAsync(cluster, status => status.DoneCount > 2);

        await cluster.KillAsync("c");

        await plate.CompleteAsync(cluster);
        Assert.All(await plate.AttemptsAsync(cluster), attempts => Assert.Equal(1, attempts));
        Assert.InRange(cluster.Service<AnalysisRoute>("b").SentCount, 3, 32);
    }

    [Fact]
    public async Task Plate_NoSiloHasTheRoleAnalysis_IsAnalysedBesideItsLane()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Lanes, "cuda:0")]);
        using var plate = new ClusterPlate("P1", "cuda");
        await plate.SubmitAsync(cluster);

        await plate.CompleteAsync(cluster);

        Assert.Equal(0, cluster.Service<AnalysisRoute>("b").SentCount);
    }

    [Fact]
    public async Task Route_SiloIsShortOfCpuAndAnotherIsNot_GoesElsewhere()
    {
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new SiloSpec("a", SiloRoles.Plate | SiloRoles.Analysis) { Cores = 2 }, new SiloSpec("b", Lanes | SiloRoles.Analysis, "cuda:0") { Cores = 2 }]);
        AnalysisLoads loads = cluster.Service<AnalysisLoads>("b");
        using var plate = new ClusterPlate("P1", "cuda");
        using (loads.Enter())
        using (loads.Enter()) // two fields of other plates on two cores
        {
            await plate.SubmitAsync(cluster);
            await plate.CompleteAsync(cluster);
        }
        Assert.InRange(cluster.Service<AnalysisRoute>("b").SentCount, 1, 8);

        int sent = cluster.Service<AnalysisRoute>("b").SentCount;
        using var idle = new ClusterPlate("P2", "cuda", wells: 1, fieldsPerWell: 1);
        await idle.SubmitAsync(cluster);
        await idle.CompleteAsync(cluster);
        Assert.Equal(sent, cluster.Service<AnalysisRoute>("b").SentCount);
    }

    private static async Task<(string Fields, int Sent, string[] Files)> RunAsync(SiloRoles lane, SiloRoles plates, bool writePredicted)
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", plates), new("b", lane, "cuda:0", "cuda:1")]);
        using var plate = new ClusterPlate("P1", "cuda", change: options => options with { WritePredicted = writePredicted });
        await plate.SubmitAsync(cluster);
        await plate.CompleteAsync(cluster);
        return (plate.ManifestFields(), cluster.Service<AnalysisRoute>("b").SentCount, Directory.GetFiles(plate.Out, "*", SearchOption.AllDirectories));
    }
}
