using System.Collections.Concurrent;
using CellCluster.Grains.Tests.Cluster;
using Orleans.Runtime;

namespace CellCluster.Grains.Tests.Events;

/// <summary>From the ledger's outbox to a client of the cluster, over the real stream; a silo is killed on the way.</summary>
public class PlateEventStreamTests
{
    // The stream alone must carry what comes while the client listens: the ledger is asked rarely.
    private static readonly PlateEventOptions s_rarePolls = new() { PollEvery = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Subscription_FeedsSiloIsKilled_HearsEveryEventOnceInOrder()
    {
        await using TestSilos silos = await TestSilos.StartAsync(
            [new SiloSpec("a", SiloRoles.Plate), new SiloSpec("b", SiloRoles.Plate), new SiloSpec("c", SiloRoles.Plate)]);
        await OutboxSamples.OweAsync(silos.Ledger, "P0", 5);
        var heard = new ConcurrentQueue<string>();
        await using PlateEventSubscription subscription = PlateEventSubscription.Start(silos.Client, 0, (next, _) => Add(heard, next), s_rarePolls, TimeProvider.System);
        await TestSilos.UntilAsync(() => Task.FromResult(heard.Count == 5), "what happened before is heard");

        await OutboxSamples.OweAsync(silos.Ledger, "P1", 5);
        await TestSilos.UntilAsync(() => Task.FromResult(heard.Count == 10), "what happens now is heard");
        await silos.KillAsync(await FeedsSiloAsync(silos));
        for (int i = 2; i < 6; i++)
        {
            await OutboxSamples.OweAsync(silos.Ledger, $"P{i}", 5);
        }
        await TestSilos.UntilAsync(() => Task.FromResult(heard.Count >= 30), "what happens after the kill is heard");

        Assert.Equal(Enumerable.Range(0, 6).SelectMany(plate => Enumerable.Range(1, 5).Select(i => $"P{plate}/{i}")), heard);
        await TestSilos.UntilAsync(async () => await silos.Ledger.ReadCursorAsync(OutboxFeed.Cursor, CancellationToken.None) == subscription.Last, "the feed went on to the end");
    }

    [Fact]
    public async Task Subscription_FromNow_HearsOnlyWhatIsNewAndByTheStream()
    {
        await using TestSilos silos = await TestSilos.StartAsync([new SiloSpec("a", SiloRoles.Plate)]);
        await OutboxSamples.OweAsync(silos.Ledger, "P0", 3);
        long newest = await silos.Grains.GetGrain<IPlateEventsGrain>(0).NewestAsync();
        var heard = new ConcurrentQueue<string>();
        var never = new PlateEventOptions { PollEvery = TimeSpan.FromDays(1) };
        await using PlateEventSubscription subscription = PlateEventSubscription.Start(silos.Client, newest, (next, _) => Add(heard, next), never, TimeProvider.System);

        int plate = 0;
        await TestSilos.UntilAsync(
            async () =>
            {
                // What is sent before the stream knows its listener is lost; the next event shows the hole.
                await OutboxSamples.OweAsync(silos.Ledger, $"P{++plate}", 2);
                return heard.Count > 20; // the one read at the start cannot have brought so many
            },
            "the stream brings an event");

        Assert.Equal("P1/1", heard.First());
    }

    private static Task Add(ConcurrentQueue<string> heard, PlateEvent next)
    {
        heard.Enqueue(next.Id);
        return Task.CompletedTask;
    }

    private static async Task<string> FeedsSiloAsync(TestSilos silos)
    {
        IManagementGrain management = silos.Grains.GetGrain<IManagementGrain>(0);
        SiloAddress? host = null;
        await TestSilos.UntilAsync(async () => (host = await management.GetActivationAddress(silos.Grains.GetGrain<IOutboxFeedGrain>(0))) is not null, "the feed lives");
        return new[] { "a", "b", "c" }.First(name => silos.Has(name) && silos.AddressOf(name).Equals(host));
    }
}
