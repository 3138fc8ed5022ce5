using System.Runtime.CompilerServices;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>The operations of <see cref="ILedger"/>: each is one request to the writer or one read.</summary>
public sealed partial class SqliteLedger
{
    /// <inheritdoc/>
    public Task<PlateRecord> OpenPlateAsync(PlateDefinition plate, CancellationToken cancellation) =>
        WriteAsync(session => PlateQueries.Open(session, plate, Now), cancellation);

    /// <inheritdoc/>
    public Task<PlateRecord?> FindPlateAsync(string plateId, CancellationToken cancellation) =>
        ReadAsync(session => PlateQueries.Find(session, plateId), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateRecord>> ListPlatesAsync(PlateState? state, CancellationToken cancellation) =>
        ReadAsync(session => PlateQueries.List(session, state), cancellation);

    /// <inheritdoc/>
    public Task ForgetPlateAsync(string plateId, CancellationToken cancellation) =>
        WriteAsync(session => PlateQueries.Forget(session, plateId, Now), cancellation);

    /// <inheritdoc/>
    public Task<long> TakeEpochAsync(string plateId, string owner, CancellationToken cancellation) =>
        WriteAsync(session => PlateQueries.TakeEpoch(session, plateId, owner, Now), cancellation);

    /// <inheritdoc/>
    public Task<FrozenNormalisation> FreezeNormalisationAsync(string plateId, long epoch, FrozenNormalisation normalisation, CancellationToken cancellation) =>
        WriteAsync(session => PlateQueries.FreezeNormalisation(session, plateId, epoch, normalisation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FieldClaim>> ClaimAsync(string plateId, long epoch, IReadOnlyList<FieldKey> fields, CancellationToken cancellation) =>
        WriteAsync(session => FieldQueries.Claim(session, plateId, epoch, fields, Now), cancellation);

    /// <inheritdoc/>
    public Task ReturnAsync(string plateId, long epoch, IReadOnlyList<FieldClaim> claims, CancellationToken cancellation) =>
        WriteAsync(session => FieldQueries.Return(session, plateId, epoch, claims, Now), cancellation);

    /// <inheritdoc/>
    public Task<FieldState> FailAttemptAsync(string plateId, long epoch, FieldClaim claim, string reason, CancellationToken cancellation) =>
        WriteAsync(session => FieldQueries.Fail(session, plateId, epoch, claim, reason, Now), cancellation);

    /// <inheritdoc/>
    public Task CommitFieldAsync(string plateId, long epoch, FieldOutcome outcome, CancellationToken cancellation)
    {
        LedgerRules.RequireSound(outcome);
        return WriteAsync(session => OutcomeQueries.Commit(session, plateId, epoch, outcome, Now), cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldRecord> ReadFieldsAsync(string plateId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        SqlSession session = TakeReader();
        bool isWhole = false;
        try
        {
            using (FieldCursor cursor = await GuardAsync(() => FieldCursor.Open(session, plateId), cancellation))
            {
                while (await GuardAsync(cursor.ReadPage, cancellation) is { Count: > 0 } page)
                {
                    foreach (FieldRecord field in page)
                    {
                        yield return field;
                    }
                }
            }
            isWhole = true;
        }
        finally
        {
            if (isWhole)
            {
                GiveBack(session);
            }
            else
            {
                session.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public Task<FieldCounts> CountFieldsAsync(string plateId, CancellationToken cancellation) =>
        ReadAsync(session => FieldQueries.Count(session, PlateQueries.KeyOf(session, plateId)), cancellation);

    /// <inheritdoc/>
    public Task<PlateRecord> CompletePlateAsync(string plateId, long epoch, PlateCompletion completion, CancellationToken cancellation) =>
        WriteAsync(session => CompletionQueries.Complete(session, plateId, epoch, completion, Now), cancellation);

    /// <inheritdoc/>
    public Task<int> ReopenGapsAsync(string plateId, long epoch, CancellationToken cancellation) =>
        WriteAsync(session => CompletionQueries.ReopenGaps(session, plateId, epoch, Now), cancellation);

    /// <inheritdoc/>
    public Task ReopenOutputsAsync(string plateId, long epoch, string reason, CancellationToken cancellation) =>
        WriteAsync(session => CompletionQueries.ReopenOutputs(session, plateId, epoch, reason, Now), cancellation);

    /// <inheritdoc/>
    public Task CancelPlateAsync(string plateId, long epoch, CancellationToken cancellation) =>
        WriteAsync(session => PlateQueries.Cancel(session, plateId, epoch, Now), cancellation);

    /// <inheritdoc/>
    public Task SaveBatchSummaryAsync(string batch, string plateId, long epoch, ReadOnlyMemory<byte> summary, CancellationToken cancellation)
    {
        byte[] bytes = summary.ToArray(); // now: the caller may reuse its memory before the writer comes to it
        return WriteAsync(session => PlateQueries.SaveBatchSummary(session, batch, plateId, epoch, bytes, Now), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, byte[]>> ReadBatchSummariesAsync(string batch, CancellationToken cancellation) =>
        ReadAsync(session => PlateQueries.ReadBatchSummaries(session, batch), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxEvent>> ReadOutboxAsync(long afterSequence, int limit, CancellationToken cancellation) =>
        ReadAsync(session => CompletionQueries.ReadOutbox(session, afterSequence, limit), cancellation);

    /// <inheritdoc/>
    public Task<PlateAnnouncement> AnnouncePlateAsync(PlateAnnouncement announcement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        return WriteAsync(session => AnnouncementQueries.Announce(session, announcement), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateAnnouncement>> ListAnnouncementsAsync(CancellationToken cancellation) => ReadAsync(AnnouncementQueries.ListOpen, cancellation);

    /// <inheritdoc/>
    public Task<AnnouncementRecord?> FindAnnouncementAsync(string plateId, CancellationToken cancellation) =>
        ReadAsync(session => AnnouncementQueries.Find(session, plateId), cancellation);

    /// <inheritdoc/>
    public Task CloseAnnouncementAsync(string plateId, AnnouncementEnd end, string reason, CancellationToken cancellation) =>
        WriteAsync(session => AnnouncementQueries.Close(session, plateId, end, reason, Now), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlateRecord>> ListBatchAsync(string batch, CancellationToken cancellation) =>
        ReadAsync(session => PlateQueries.ListBatch(session, batch), cancellation);

    /// <inheritdoc/>
    public Task<long> ReadCursorAsync(string name, CancellationToken cancellation) => ReadAsync(session => CursorQueries.Read(session, name), cancellation);

    /// <inheritdoc/>
    public Task<bool> MoveCursorAsync(string name, long from, long to, CancellationToken cancellation)
    {
        LedgerRules.RequireForward(name, from, to);
        return WriteAsync(session => CursorQueries.Move(session, name, from, to), cancellation);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task<T> GuardAsync<T>(Func<T> read, CancellationToken cancellation) => Task.Run(() =>
    {
        try
        {
            return read();
        }
        catch (SqliteException exception)
        {
            throw SqliteFault.Translate(_path, exception);
        }
    }, cancellation);
}
