using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Two activations of one plate: the network is cut between silos, or a silo stands still until the others have given it up.</summary>
[Collection(FailuresRunAlone.Name)]
public class SplitNetworkTests(FailureGround ground)
{
    private const string All = "plate,image,inference,analysis";
    private const int AllSlots = 3 * 2;

    [Theory]
    [InlineData(LinkState.Cut)]
    [InlineData(LinkState.Hung)]
    public async Task Plate_WhoseHolderIsCutOff_IsTakenOverAndTheOldEpochWritesNothing(LinkState between)
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground, new SplitNetwork());
        await Task.WhenAll(cluster.AddAsync("a", All, "cpu:0"), cluster.AddAsync("b", All, "cpu:1"), cluster.AddAsync("c", All, "cpu:2"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);

        await cluster.HoldAtAsync(24);
        string holder = await cluster.HolderAsync();
        SiloChild cutOff = cluster[holder];
        cluster.Network!.Split(between, holder);
        cluster.Release(); // both sides go on

        await cluster.AssertWholeAsync();
        Assert.Equal(SiloChildProgram.CodeOf(SiloFault.DeclaredDead), await cutOff.ExitAsync());
        await cluster.AssertCountedAsync(0, AllSlots);
    }

    [Fact]
    public async Task Plate_WhoseHolderStandsStillUntilItIsGivenUp_IsTakenOverAndTheOldEpochWritesNothing()
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(cluster.AddAsync("a", All, "cpu:0"), cluster.AddAsync("b", All, "cpu:1"), cluster.AddAsync("c", All, "cpu:2"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);

        await cluster.HoldAtAsync(24);
        string holder = await cluster.HolderAsync();
        SiloChild still = cluster[holder];
        long epoch = (await cluster.Ledger.FindPlateAsync(FailureCluster.PlateId, CancellationToken.None))!.Epoch;
        still.Stop();
        await cluster.UntilAsync(
            async () => (await cluster.Ledger.FindPlateAsync(FailureCluster.PlateId, CancellationToken.None))!.Epoch > epoch, "another silo has taken the plate over");
        still.Continue();
        cluster.Release(); // the old activation's fields end, too

        await cluster.AssertWholeAsync();
        Assert.Equal(SiloChildProgram.CodeOf(SiloFault.DeclaredDead), await still.ExitAsync());
        await cluster.AssertCountedAsync(0, AllSlots);
    }
}
