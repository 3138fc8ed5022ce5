namespace CellCluster.Hosting.Tests;

/// <summary>kill -9 of silos and a crash of the database: real processes on a real PostgreSQL.</summary>
[Collection(FailuresRunAlone.Name)]
public class KilledSiloTests(FailureGround ground)
{
    private const string Lanes = "image,inference";
    private const string All = "plate,image,inference,analysis";
    private const int SlotsPerLane = 2;

    [Fact]
    public async Task Plate_WhoseHolderAndALaneAreKilledAndWhoseDatabaseCrashes_MovesAndIsWhole()
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(cluster.AddAsync("a", All, "cpu:0"), cluster.AddAsync("b", All, "cpu:1"), cluster.AddAsync("c", All, "cpu:2"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);

        await cluster.HoldAtAsync(16);
        string holder = await cluster.HolderAsync();
        long epoch = (await cluster.Ledger.FindPlateAsync(FailureCluster.PlateId, CancellationToken.None))!.Epoch;
        await cluster.KillAsync(holder);
        cluster.Release();
        await cluster.HoldAtAsync(40);
        string second = await cluster.HolderAsync();
        await cluster.KillAsync(cluster.Names.First(name => name != second));
        cluster.Release();
        await cluster.HoldAtAsync(64);
        await ground.Server.StopImmediatelyAsync();
        cluster.Release();
        await ground.Server.RestartAsync();

        await cluster.AssertWholeAsync();
        Assert.NotEqual(holder, second);
        Assert.True((await cluster.Ledger.FindPlateAsync(FailureCluster.PlateId, CancellationToken.None))!.Epoch > epoch);
        const int AllSlots = 3 * SlotsPerLane;
        await cluster.AssertCountedAsync(1, AllSlots + SlotsPerLane + AllSlots); // holder killed, lane killed, claims whose answer the crash took
        await cluster.LeaveAsync();
    }

    [Fact]
    public async Task Plate_WhoseOnlyPlateSiloIsKilled_GoesOnWhenItIsStartedAgain()
    {
        await using FailureCluster cluster = await FailureCluster.StartAsync(ground);
        await Task.WhenAll(cluster.AddAsync("plates", "plate,analysis", ""), cluster.AddAsync("lanes-1", Lanes, "cpu:0"), cluster.AddAsync("lanes-2", Lanes, "cpu:1"));
        await cluster.ConnectAsync();
        Assert.Null((await cluster.SubmitAsync()).Refusal);

        await cluster.HoldAtAsync(24);
        await cluster.KillAsync("plates");
        cluster.Release(); // the fields in work end while nobody holds their plate
        await cluster.AddAsync("plates", "plate,analysis", "");

        await cluster.AssertWholeAsync();
        await cluster.AssertCountedAsync(0, 2 * SlotsPerLane); // fields in work are adopted; what was not handed out yet counts
        await cluster.LeaveAsync();
    }
}
