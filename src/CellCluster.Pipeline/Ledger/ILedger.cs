using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>The durable truth of a run: which plates, which fields, what became of each, and which events are owed.</summary>
/// <remarks>
/// Every change of a plate carries the epoch of the activation that makes it; a change with an epoch that is no longer the newest throws
/// <see cref="StaleEpochException"/> and changes nothing. A returned task is complete when the change is on disk. Safe for any number of callers.
/// One conformance suite (LedgerConformanceTests) holds for every implementation.
/// </remarks>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Adds a plate with its expected fields, or finds the one that is there with the same fingerprint (fields must be the same).</summary>
    /// <exception cref="FingerprintConflictException">The plate is there with another fingerprint; the differing parts are named.</exception>
    /// <exception cref="LayoutConflictException">The plate is there with other expected fields.</exception>
    Task<PlateRecord> OpenPlateAsync(PlateDefinition plate, CancellationToken cancellation);

    /// <summary>The plate, or null.</summary>
    Task<PlateRecord?> FindPlateAsync(string plateId, CancellationToken cancellation);

    /// <summary>All plates in the order they were added; of one state when it is given.</summary>
    Task<IReadOnlyList<PlateRecord>> ListPlatesAsync(PlateState? state, CancellationToken cancellation);

    /// <summary>Forgets a plate and all that belongs to it but its outbox and audit: for --force.</summary>
    Task ForgetPlateAsync(string plateId, CancellationToken cancellation);

    /// <summary>Makes the caller the only one who may change the plate: the new epoch, one above the last.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="owner">Who takes it, for the audit: silo and process.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<long> TakeEpochAsync(string plateId, string owner, CancellationToken cancellation);

    /// <summary>Stores the frozen normalisation if none is stored yet; returns the stored one, which is immutable.</summary>
    Task<FrozenNormalisation> FreezeNormalisationAsync(string plateId, long epoch, FrozenNormalisation normalisation, CancellationToken cancellation);

    /// <summary>Claims fields that are expected: each gets a new attempt, written before the work starts so that a crash counts.</summary>
    /// <returns>The claims, in the order asked for; fields that are done, gaps or claimed in this epoch are left out. A field that is claimed by an
    /// older epoch is claimed anew: its open attempt is closed as lost.</returns>
    Task<IReadOnlyList<FieldClaim>> ClaimAsync(string plateId, long epoch, IReadOnlyList<FieldKey> fields, CancellationToken cancellation);

    /// <summary>Hands claims back that were not worked on to the end for no fault of theirs (drain, lane quarantined): the attempt does not count.</summary>
    Task ReturnAsync(string plateId, long epoch, IReadOnlyList<FieldClaim> claims, CancellationToken cancellation);

    /// <summary>Closes an attempt as failed: the field is expected again, or a gap of code failed when it was the third that counts.</summary>
    /// <returns>The state the field is in now.</returns>
    Task<FieldState> FailAttemptAsync(string plateId, long epoch, FieldClaim claim, string reason, CancellationToken cancellation);

    /// <summary>Writes what became of a field (done or gap), with metrics, hashes and embedding, in one transaction.</summary>
    /// <remarks>Committing a field that is done or a gap already changes nothing.</remarks>
    Task CommitFieldAsync(string plateId, long epoch, FieldOutcome outcome, CancellationToken cancellation);

    /// <summary>Every expected field with its state, in the order of the keys.</summary>
    IAsyncEnumerable<FieldRecord> ReadFieldsAsync(string plateId, CancellationToken cancellation);

    /// <summary>How many fields are in which state.</summary>
    Task<FieldCounts> CountFieldsAsync(string plateId, CancellationToken cancellation);

    /// <summary>Ends the plate and writes the events that are owed, in one transaction. The revision grows by one with each completion.</summary>
    /// <exception cref="InvalidOperationException">A field is neither done nor a gap.</exception>
    Task<PlateRecord> CompletePlateAsync(string plateId, long epoch, PlateCompletion completion, CancellationToken cancellation);

    /// <summary>Opens a finished plate again so that its gaps are tried anew (their attempts start from 0).</summary>
    /// <returns>How many gaps were opened.</returns>
    Task<int> ReopenGapsAsync(string plateId, long epoch, CancellationToken cancellation);

    /// <summary>Sets a finished plate running again with every field as it is settled, so that its tables, report and manifest are made anew: its next
    /// completion is a new revision. A plate that is not finished stays as it is.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="epoch">The caller's epoch.</param>
    /// <param name="reason">What is to be new in the revision, for the audit.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task ReopenOutputsAsync(string plateId, long epoch, string reason, CancellationToken cancellation);

    /// <summary>Stops a running plate on a person's word: nothing of it can be claimed, what is being worked on may still be committed.
    /// A finished plate stays as it is. <see cref="OpenPlateAsync"/> sets it running again.</summary>
    Task CancelPlateAsync(string plateId, long epoch, CancellationToken cancellation);

    /// <summary>Stores the mergeable embedding summary of a plate of a batch (docs/formats/ledger.md); a later one of the same plate replaces it.</summary>
    Task SaveBatchSummaryAsync(string batch, string plateId, long epoch, ReadOnlyMemory<byte> summary, CancellationToken cancellation);

    /// <summary>All stored summaries of a batch, by plate id.</summary>
    Task<IReadOnlyDictionary<string, byte[]>> ReadBatchSummariesAsync(string batch, CancellationToken cancellation);

    /// <summary>Events that are owed, oldest first.</summary>
    Task<IReadOnlyList<OutboxEvent>> ReadOutboxAsync(long afterSequence, int limit, CancellationToken cancellation);

    /// <summary>Keeps a submitted plate until it is opened, refused or withdrawn. The first one that is open wins; one after a closed one replaces it.</summary>
    /// <returns>The announcement that is open now: the caller's own, or an earlier one, whose options the caller compares.</returns>
    Task<PlateAnnouncement> AnnouncePlateAsync(PlateAnnouncement announcement, CancellationToken cancellation);

    /// <summary>The open announcements, in the order they were made.</summary>
    Task<IReadOnlyList<PlateAnnouncement>> ListAnnouncementsAsync(CancellationToken cancellation);

    /// <summary>The last announcement of a plate, open or closed, so that a client can learn why its plate was refused; null when there never was one.</summary>
    Task<AnnouncementRecord?> FindAnnouncementAsync(string plateId, CancellationToken cancellation);

    /// <summary>Closes the open announcement of a plate; where none is open nothing changes.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="reason">One line for the client that asks; empty when it was opened.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task CloseAnnouncementAsync(string plateId, AnnouncementEnd end, string reason, CancellationToken cancellation);

    /// <summary>The plates of a batch, in the order they were added.</summary>
    Task<IReadOnlyList<PlateRecord>> ListBatchAsync(string batch, CancellationToken cancellation);

    /// <summary>How far a reader of the outbox has come; 0 before its first move.</summary>
    Task<long> ReadCursorAsync(string name, CancellationToken cancellation);

    /// <summary>Moves a cursor forward if it is where the caller believes it to be: of several movers exactly one succeeds.</summary>
    /// <returns>False when it is elsewhere: another mover was first; read it again.</returns>
    /// <exception cref="ArgumentException"><paramref name="to"/> is not above <paramref name="from"/>.</exception>
    Task<bool> MoveCursorAsync(string name, long from, long to, CancellationToken cancellation);
}
