using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <inheritdoc cref="IPlateEventsGrain"/>
[RolePlacement(SiloRoles.Plate)]
internal sealed class PlateEventsGrain(ILedger ledger) : Grain, IPlateEventsGrain
{
    private const int LargestPage = 1000;

    public async Task<IReadOnlyList<PlateEvent>> ReadAsync(long after, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
        IReadOnlyList<OutboxEvent> owed = await ledger.ReadOutboxAsync(after, limit, CancellationToken.None);
        return [.. owed.Select(Of)];
    }

    public async Task<long> NewestAsync()
    {
        long newest = await ledger.ReadCursorAsync(OutboxFeed.Cursor, CancellationToken.None); // the feed is seldom far behind
        while (true)
        {
            IReadOnlyList<OutboxEvent> page = await ledger.ReadOutboxAsync(newest, LargestPage, CancellationToken.None);
            newest = page.Count > 0 ? page[^1].Sequence : newest;
            if (page.Count < LargestPage)
            {
                return newest;
            }
        }
    }

    internal static PlateEvent Of(OutboxEvent owed) => new(owed.Sequence, owed.Id, owed.Type, owed.Subject, owed.Time, owed.Data);
}
