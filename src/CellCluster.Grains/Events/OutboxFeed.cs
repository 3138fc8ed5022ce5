using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>Carries events from the ledger's outbox to whoever publishes them, at least once, in order.</summary>
/// <remarks>The cursor moves after publishing and only from where it was read: a feed that is killed in between publishes again, and two feeds at once
/// publish the same and do no harm. Readers drop what comes twice.</remarks>
/// <param name="ledger">Outbox and cursor.</param>
/// <param name="publish">Publishes one event; when it throws, the event is published again by the next pass.</param>
internal sealed class OutboxFeed(ILedger ledger, Func<PlateEvent, Task> publish)
{
    /// <summary>The cursor's name in the ledger.</summary>
    public const string Cursor = "stream";

    private const int PageSize = 256;

    /// <summary>Publishes what has come since the last pass.</summary>
    /// <returns>How many events were published.</returns>
    public async Task<int> PassAsync(CancellationToken cancellation)
    {
        int published = 0;
        while (true)
        {
            long last = await ledger.ReadCursorAsync(Cursor, cancellation);
            IReadOnlyList<OutboxEvent> page = await ledger.ReadOutboxAsync(last, PageSize, cancellation);
            if (page.Count == 0)
            {
                return published;
            }
            foreach (OutboxEvent owed in page)
            {
                await publish(PlateEventsGrain.Of(owed));
                published++;
            }
            if (!await ledger.MoveCursorAsync(Cursor, last, page[^1].Sequence, cancellation))
            {
                return published; // another feed is at work: the next pass begins where it is then
            }
        }
    }
}
