using System.Runtime.CompilerServices;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger;

/// <summary>The operations of <see cref="ILedger"/>: each is one change of fields in a group, one transaction of its own, or one read.</summary>
public sealed partial class PostgresLedger
{
    /// <inheritdoc/>
    public Task<PlateRecord> OpenPlateAsync(PlateDefinition plate, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresPlates.OpenAsync(connection, plate, Now), cancellation);

    /// <inheritdoc/>
    public Task<PlateRecord?> FindPlateAsync(string plateId, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresPlates.FindAsync(connection, plateId), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateRecord>> ListPlatesAsync(PlateState? state, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresPlates.ListAsync(connection, state), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateRecord>> ListBatchAsync(string batch, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresPlates.ListBatchAsync(connection, batch), cancellation);

    /// <inheritdoc/>
    public Task ForgetPlateAsync(string plateId, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresPlates.ForgetAsync(connection, plateId, Now), cancellation);

    /// <inheritdoc/>
    public Task<long> TakeEpochAsync(string plateId, string owner, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresPlates.TakeEpochAsync(connection, plateId, owner, Now), cancellation);

    /// <inheritdoc/>
    public Task<FrozenNormalisation> FreezeNormalisationAsync(string plateId, long epoch, FrozenNormalisation normalisation, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresPlates.FreezeNormalisationAsync(connection, plateId, epoch, normalisation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FieldClaim>> ClaimAsync(string plateId, long epoch, IReadOnlyList<FieldKey> fields, CancellationToken cancellation) =>
        ChangeFieldsAsync(plateId, fields, book => book.Claim(plateId, epoch, fields), cancellation);

    /// <inheritdoc/>
    public Task ReturnAsync(string plateId, long epoch, IReadOnlyList<FieldClaim> claims, CancellationToken cancellation) => ChangeFieldsAsync(
        plateId,
        [.. claims.Select(claim => claim.Key)],
        book =>
        {
            book.Return(plateId, epoch, claims);
            return true;
        },
        cancellation);

    /// <inheritdoc/>
    public Task<FieldState> FailAttemptAsync(string plateId, long epoch, FieldClaim claim, string reason, CancellationToken cancellation) =>
        ChangeFieldsAsync(plateId, [claim.Key], book => book.Fail(plateId, epoch, claim, reason), cancellation);

    /// <inheritdoc/>
    public Task CommitFieldAsync(string plateId, long epoch, FieldOutcome outcome, CancellationToken cancellation)
    {
        LedgerRules.RequireSound(outcome);
        return ChangeFieldsAsync(
            plateId,
            [outcome.Claim.Key],
            book =>
            {
                book.Commit(plateId, epoch, outcome);
                return true;
            },
            cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>One moment, as long as the connection holds; after a lost one the rest is read as it is then.</remarks>
    public async IAsyncEnumerable<FieldRecord> ReadFieldsAsync(string plateId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await using var cursor = new PostgresFieldCursor(_source, plateId);
        while (await _transactor.TryAsync(() => cursor.ReadPageAsync(cancellation), cancellation) is { Count: > 0 } page)
        {
            foreach (FieldRecord field in page)
            {
                yield return field;
            }
        }
    }

    /// <inheritdoc/>
    public Task<FieldCounts> CountFieldsAsync(string plateId, CancellationToken cancellation) => ReadAsync(
        async connection => await PostgresPlates.CountFieldsAsync(connection, await PostgresPlates.KeyOfAsync(connection, plateId)), cancellation);

    /// <inheritdoc/>
    public Task<PlateRecord> CompletePlateAsync(string plateId, long epoch, PlateCompletion completion, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresCompletion.CompleteAsync(connection, plateId, epoch, completion, Now), cancellation);

    /// <inheritdoc/>
    public Task<int> ReopenGapsAsync(string plateId, long epoch, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresCompletion.ReopenGapsAsync(connection, plateId, epoch, Now), cancellation);

    /// <inheritdoc/>
    public Task ReopenOutputsAsync(string plateId, long epoch, string reason, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresCompletion.ReopenOutputsAsync(connection, plateId, epoch, reason, Now), cancellation);

    /// <inheritdoc/>
    public Task CancelPlateAsync(string plateId, long epoch, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresPlates.CancelAsync(connection, plateId, epoch, Now), cancellation);

    /// <inheritdoc/>
    public Task SaveBatchSummaryAsync(string batch, string plateId, long epoch, ReadOnlyMemory<byte> summary, CancellationToken cancellation)
    {
        byte[] bytes = summary.ToArray(); // now: the caller may reuse its memory before it is sent
        return WriteAsync(connection => PostgresPlates.SaveBatchSummaryAsync(connection, batch, plateId, epoch, bytes, Now), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, byte[]>> ReadBatchSummariesAsync(string batch, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresPlates.ReadBatchSummariesAsync(connection, batch), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxEvent>> ReadOutboxAsync(long afterSequence, int limit, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresCompletion.ReadOutboxAsync(connection, afterSequence, limit), cancellation);

    /// <inheritdoc/>
    public Task<PlateAnnouncement> AnnouncePlateAsync(PlateAnnouncement announcement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        return WriteAsync(connection => PostgresAnnouncements.AnnounceAsync(connection, announcement), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateAnnouncement>> ListAnnouncementsAsync(CancellationToken cancellation) => ReadAsync(PostgresAnnouncements.ListOpenAsync, cancellation);

    /// <inheritdoc/>
    public Task<AnnouncementRecord?> FindAnnouncementAsync(string plateId, CancellationToken cancellation) =>
        ReadAsync(connection => PostgresAnnouncements.FindAsync(connection, plateId), cancellation);

    /// <inheritdoc/>
    public Task CloseAnnouncementAsync(string plateId, AnnouncementEnd end, string reason, CancellationToken cancellation) =>
        WriteAsync(connection => PostgresAnnouncements.CloseAsync(connection, plateId, end, reason, Now), cancellation);

    /// <inheritdoc/>
    public Task<long> ReadCursorAsync(string name, CancellationToken cancellation) => ReadAsync(connection => PostgresAnnouncements.ReadCursorAsync(connection, name), cancellation);

    /// <inheritdoc/>
    public Task<bool> MoveCursorAsync(string name, long from, long to, CancellationToken cancellation)
    {
        LedgerRules.RequireForward(name, from, to);
        return WriteAsync(connection => PostgresAnnouncements.MoveCursorAsync(connection, name, from, to), cancellation);
    }
}
