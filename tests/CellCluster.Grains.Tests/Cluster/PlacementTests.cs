using CellCluster.Pipeline;
using Orleans.Runtime;

namespace CellCluster.Grains.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PlacementTests
{
    [Fact]
    public async Task LaneGrains_CalledFromAnywhere_LiveOnTheSiloOfTheirLane()
    {
        await using TestSilos cluster = await TestSilos.StartAsync();
        foreach (string silo in new[] { "a", "b", "c" })
        {
            IGrainFactory grains = cluster.Service<IGrainFactory>(silo);
            foreach (string lane in new[] { "b/cuda:0", "b/cuda:1", "c/cpu:0" })
            {
                string slot = SlotName.Of(lane, silo[0] - 'a');
                IImageGrain image = grains.GetGrain<IImageGrain>(slot);
                await image.CancelAsync("no plate", 1);
                PredictorFacts facts = await grains.GetGrain<IInferenceGrain>(lane).DescribeAsync("model");

                SiloAddress owner = cluster.AddressOf(SlotName.SiloOf(lane)!);
                Assert.Equal("fake", facts.Profile.Name);
                Assert.Equal(owner, await cluster.ActivationOf(image));
                Assert.Equal(owner, await cluster.ActivationOf(grains.GetGrain<IInferenceGrain>(lane)));
            }
        }
    }

    [Fact]
    public async Task LaneGrain_NoSiloOfThatName_IsRefusedInOneLine()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new SiloSpec("a", SiloRoles.All, "cpu:0")]);

        OrleansException error = await Assert.ThrowsAnyAsync<OrleansException>(() => cluster.Grains.GetGrain<IInferenceGrain>("gone/cuda:0").DescribeAsync("model"));

        Assert.Contains("No living silo owns the lane gone/cuda:0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RoleGrain_CalledFromASiloWithoutTheRole_LivesOnASiloThatHasIt()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", SiloRoles.None), new("c", SiloRoles.None)]);
        foreach (string silo in new[] { "b", "c" })
        {
            // Both sides lack the key's role: comparing with the caller's metadata would match them.
            IDriftGrain drift = cluster.Service<IGrainFactory>(silo).GetGrain<IDriftGrain>($"batch {silo}");
            await Assert.ThrowsAnyAsync<Exception>(() => drift.AddPlateAsync("no plate", 1, []));
            Assert.Equal(cluster.AddressOf("a"), await cluster.ActivationOf(drift));
        }
    }

    [Fact]
    public async Task RoleGrain_NoSiloHasTheRole_IsRefusedInOneLine()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new SiloSpec("a", SiloRoles.Analysis)]);

        OrleansException error = await Assert.ThrowsAnyAsync<OrleansException>(() => cluster.Directory.ListAsync());

        Assert.Contains("No living silo has the role plate", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task RoleGrain_OneSiloDrains_GoesToTheOther()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", SiloRoles.Plate)]);
        await cluster.Service<SiloSlots>("a").DrainAsync(TimeSpan.FromSeconds(1), TimeProvider.System);
        SiloAddress draining = cluster.AddressOf("a");
        await TestSilos.UntilAsync(() => Task.FromResult(cluster.Service<ClusterView>("b").IsDraining(draining)), "b hears that a drains");

        for (int i = 0; i < 8; i++)
        {
            IDriftGrain drift = cluster.Service<IGrainFactory>(i % 2 == 0 ? "a" : "b").GetGrain<IDriftGrain>($"batch {i}");
            await Assert.ThrowsAnyAsync<Exception>(() => drift.AddPlateAsync("no plate", 1, []));
            Assert.Equal(cluster.AddressOf("b"), await cluster.ActivationOf(drift));
        }
    }

    [Fact]
    public async Task Directory_SecondLivingSiloOfAName_IsRefusedInOneLine()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", SiloRoles.None)]);
        SiloAddress first = cluster.AddressOf("a");
        SiloAddress second = cluster.AddressOf("b");
        int later = Math.Max(first.Generation, second.Generation) + 1; // both started at once, in any order

        // What b would say if it bore the name of a: its own name comes from its own configuration.
        var report = new SiloReport("a", SiloAddress.New(second.Endpoint, later), SiloRoles.None, false, 1, 0, []);
        ClusterNews news = await cluster.Directory.ReportSiloAsync(report);
        await TestSilos.UntilAsync(
            async () => (news = await cluster.Directory.ReportSiloAsync(report)).Refusal is not null, "the older silo has reported again, and the younger is refused");

        Assert.Contains("has the same name; give each silo a --name of its own", news.Refusal, StringComparison.Ordinal);
        Assert.Equal(first, (await cluster.Directory.ListAsync()).Silos.Single(silo => silo.Name == "a").Address);
    }

    [Fact]
    public async Task Directory_SiloOfALaneIsKilled_ItsLaneIsGoneAndItsSlotIsLost()
    {
        await using TestSilos cluster = await TestSilos.StartAsync();
        SlotRequest request = Ask("P1", "cpu", [], 1);
        SlotGrant first = await cluster.Directory.RequestSlotsAsync(request);
        Assert.Equal("c/cpu:0", SlotName.LaneOf(Assert.Single(first.Slots)));

        await cluster.KillAsync("c");

        await TestSilos.UntilAsync(
            async () =>
            {
                SlotGrant grant = await cluster.Directory.RequestSlotsAsync(request with { Held = first.Slots, Wanted = 1 });
                return grant is { SuitableLanes: 0, LostSlots.Count: 1 } && grant.WhyNone!.StartsWith("no lane of device cpu is in the cluster (it has cuda)", StringComparison.Ordinal);
            },
            "the slot is lost");
    }

    [Fact]
    public async Task Directory_ItsSiloIsKilled_IsMadeAnewFromReportsAndRequests()
    {
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new("b", SiloRoles.Plate), new("c", SiloRoles.Image | SiloRoles.Inference, "cuda:0", "cuda:1")]);
        SlotGrant first = await cluster.Directory.RequestSlotsAsync(Ask("P1", "cuda", [], 3));
        SiloAddress home = await cluster.ActivationOf(cluster.Directory);

        await cluster.KillAsync(home.Equals(cluster.AddressOf("a")) ? "a" : "b");

        await TestSilos.UntilAsync(
            async () =>
            {
                try
                {
                    SlotGrant again = await cluster.Directory.RequestSlotsAsync(Ask("P1", "cuda", first.Slots, 0));
                    return again is { SuitableLanes: 2, LostSlots.Count: 0 };
                }
                catch (OrleansException) // its silo is not known to be dead yet
                {
                    return false;
                }
            },
            "the directory lives again");
        SlotGrant other = await cluster.Directory.RequestSlotsAsync(Ask("P2", "cuda", [], 4));
        Assert.Single(other.Slots);
        Assert.DoesNotContain(other.Slots[0], first.Slots);
    }

    private static SlotRequest Ask(string plate, string kind, IReadOnlyList<string> held, int wanted) => new(plate, 1, PlatePriority.Normal, kind, null, held, wanted, []);
}
