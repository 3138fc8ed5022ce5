using CellCluster.Grains;

namespace CellCluster.Hosting.Tests;

/// <summary>A store that is away for a while or that some silos do not see, and clients that want the same at once.</summary>
[Collection(FailuresRunAlone.Name)]
public class StoreFailureTests(FailureGround ground)
{
    private const string Lanes = "image,inference";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plate_WhoseFolderIsAwayForAWhile_PausesAndIsWhole(bool isOutput)
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(cluster.AddAsync("plates", "plate,analysis", ""), cluster.AddAsync("lanes", Lanes, "cpu:0,cpu:1"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);
        string folder = isOutput ? cluster.Out : ground.Plate.Folder;

        await cluster.HoldAtAsync(24);
        Directory.Move(folder, $"{folder}-away");
        try
        {
            cluster.Release();
            await cluster.UntilAsync(async () => (await cluster.StatusAsync()).Phase == PlatePhase.Paused, "the plate pauses");
        }
        finally
        {
            Directory.Move($"{folder}-away", folder);
        }

        await cluster.AssertWholeAsync();
        await cluster.AssertCountedAsync(0, 0);
    }

    [Fact]
    public async Task Silo_ThatDoesNotSeeTheModel_IsExcludedWithOneLineAndThePlateIsWhole()
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(
            cluster.AddAsync("plates", "plate,analysis", ""), cluster.AddAsync("sees", Lanes, "cpu:0"), cluster.AddAsync("blind", Lanes, "cpu:1", "blind=true"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);

        await cluster.UntilAsync(async () => (await cluster.StatusAsync()).UnfitSilos.Count > 0 || await IsCompleteAsync(cluster), "the blind silo is excluded");
        string line = Assert.Single((await cluster.StatusAsync()).UnfitSilos);
        await cluster.AssertWholeAsync();

        Assert.StartsWith("silo blind: ", line, StringComparison.Ordinal);
        Assert.Contains("there is no such file on this machine", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        await cluster.AssertCountedAsync(0, 0);
    }

    [Fact]
    public async Task Plate_SubmittedByTwoClientsAtOnce_IsOnePlate()
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(cluster.AddAsync("a", "plate,image,inference,analysis", "cpu:0"), cluster.AddAsync("b", "plate,image,inference,analysis", "cpu:1"));
        await cluster.ConnectAsync();
        await using ClusterClient other = await cluster.AnotherClientAsync();

        StartReply[] replies = await Task.WhenAll(cluster.SubmitAsync(), cluster.SubmitAsync(other), cluster.SubmitAsync(), cluster.SubmitAsync(other));

        Assert.All(replies, reply => Assert.Null(reply.Refusal));
        await cluster.AssertWholeAsync();
        Assert.Equal("1", await cluster.SqlAsync("SELECT count(*) FROM audit WHERE action = 'completed'"));
    }

    private static async Task<bool> IsCompleteAsync(FailureCluster cluster) => (await cluster.StatusAsync()).Phase == PlatePhase.Finished;
}
