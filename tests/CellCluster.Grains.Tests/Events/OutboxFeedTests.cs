using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Events;

public sealed class OutboxFeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Feed_MoreEventsThanAPage_PublishesEachOnceInOrder()
    {
        await using SqliteLedger ledger = await OpenAsync();
        await OutboxSamples.OweAsync(ledger, "P1", 600);
        var published = new List<PlateEvent>();
        var feed = new OutboxFeed(ledger, next => Add(published, next));

        Assert.Equal(600, await feed.PassAsync(CancellationToken.None));
        Assert.Equal(0, await feed.PassAsync(CancellationToken.None));

        Assert.Equal(Enumerable.Range(1, 600).Select(i => $"P1/{i}"), published.Select(next => next.Id));
        Assert.Equal(published.Select(next => next.Sequence).Order(), published.Select(next => next.Sequence));
    }

    [Fact]
    public async Task Feed_PublishingFails_BeginsAgainBeforeTheEventThatFailed()
    {
        await using SqliteLedger ledger = await OpenAsync();
        await OutboxSamples.OweAsync(ledger, "P1", 3);
        var published = new List<PlateEvent>();
        bool isDown = true;
        var feed = new OutboxFeed(ledger, next => isDown && next.Id == "P1/2" ? throw new TimeoutException("the stream's silo is gone") : Add(published, next));

        await Assert.ThrowsAsync<TimeoutException>(() => feed.PassAsync(CancellationToken.None));
        isDown = false;
        await feed.PassAsync(CancellationToken.None);

        Assert.Equal(["P1/1", "P1/1", "P1/2", "P1/3"], published.Select(next => next.Id)); // at least once
        Assert.Equal(0, await feed.PassAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Feed_TwoAtOnce_LoseNothing()
    {
        await using SqliteLedger ledger = await OpenAsync();
        await OutboxSamples.OweAsync(ledger, "P1", 20);
        var published = new List<PlateEvent>();
        OutboxFeed second = new(ledger, next => Add(published, next));
        var first = new OutboxFeed(ledger, async next =>
        {
            await Add(published, next);
            if (next.Id == "P1/5")
            {
                await second.PassAsync(CancellationToken.None); // overtakes while the first is at work
            }
        });

        await first.PassAsync(CancellationToken.None);
        await OutboxSamples.OweAsync(ledger, "P2", 1);
        await first.PassAsync(CancellationToken.None);
        await second.PassAsync(CancellationToken.None);

        Assert.Equal(21, published.Select(next => next.Id).Distinct().Count());
        Assert.Single(published, next => next.Id == "P2/1");
    }

    [Fact]
    public async Task Feed_AnotherProcessGoesOn_BeginsAtTheCursor()
    {
        await using SqliteLedger ledger = await OpenAsync();
        await OutboxSamples.OweAsync(ledger, "P1", 2);
        await new OutboxFeed(ledger, _ => Task.CompletedTask).PassAsync(CancellationToken.None);
        await OutboxSamples.OweAsync(ledger, "P2", 2);
        var published = new List<PlateEvent>();

        await new OutboxFeed(ledger, next => Add(published, next)).PassAsync(CancellationToken.None);

        Assert.Equal(["P2/1", "P2/2"], published.Select(next => next.Id));
    }

    private static Task Add(List<PlateEvent> published, PlateEvent next)
    {
        published.Add(next);
        return Task.CompletedTask;
    }

    private Task<SqliteLedger> OpenAsync() => SqliteLedger.OpenAsync(_folder.In("ledger.sqlite"), TimeProvider.System, CancellationToken.None);
}
