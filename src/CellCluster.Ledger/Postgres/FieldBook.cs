using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger;

/// <summary>A plate of a group of requests, locked until their commit.</summary>
internal sealed record BookPlate(string PlateId, long Epoch, bool IsCancelled);

/// <summary>A field of a group of requests as it is after the requests so far.</summary>
internal sealed class BookField
{
    public required long RowKey { get; init; }

    public required int Round { get; init; }

    public required FieldState State { get; set; }

    /// <summary>The attempts of this round, and the highest number of all rounds.</summary>
    public required AttemptTally Tally { get; set; }

    /// <summary>The attempt that is open; 0 when none is.</summary>
    public required int OpenAttempt { get; set; }

    /// <summary>Whose it is.</summary>
    public required long OpenEpoch { get; set; }
}

/// <summary>The rules of claims and attempts over the plates and fields that a group of requests is about: read before, written after, all in one transaction.</summary>
/// <remarks>Every method checks before it changes anything, so a request that is refused leaves the others of its group alone. The same rules as in the queries of
/// SqliteLedger; LedgerConformanceTests and LedgerPropertyTests hold for both.</remarks>
internal sealed class FieldBook(IReadOnlyDictionary<string, BookPlate> plates, IReadOnlyDictionary<(string Plate, FieldKey Key), BookField> fields)
{
    /// <summary>Attempts to insert, as open.</summary>
    public List<(long Field, int Attempt, int Round, long Epoch)> Opened { get; } = [];

    /// <summary>Attempts to close; a null reason leaves the stored one.</summary>
    public Dictionary<(long Field, int Attempt), (string State, string? Reason)> Closed { get; } = [];

    /// <summary>Outcomes to insert.</summary>
    public List<(long Field, FieldOutcome Outcome)> Outcomes { get; } = [];

    /// <summary>Fields whose state changed.</summary>
    public HashSet<BookField> Changed { get; } = [];

    public IReadOnlyList<FieldClaim> Claim(string plateId, long epoch, IReadOnlyList<FieldKey> keys)
    {
        BookPlate plate = RequireEpoch(plateId, epoch);
        if (plate.IsCancelled)
        {
            throw new InvalidOperationException($"plate {plateId}: it is cancelled, so no field of it can be claimed; open it again first");
        }
        BookField[] asked = [.. keys.Select(key => Find(plateId, key))];
        List<FieldClaim> claims = [];
        for (int i = 0; i < asked.Length; i++)
        {
            BookField field = asked[i];
            if (field.State is FieldState.Claimed && field.OpenEpoch < epoch)
            {
                Close(field, field.OpenAttempt, "lost");
                field.Tally = field.Tally with { Lost = field.Tally.Lost + 1 };
                SetState(field, FieldState.Expected);
            }
            if (field.State is not FieldState.Expected)
            {
                continue;
            }
            if (field.Tally.IsExhausted)
            {
                WriteFailedGap(field, new FieldClaim(keys[i], field.Tally.LastAttempt, field.Tally.Lost));
                continue;
            }
            claims.Add(Open(field, keys[i], epoch));
        }
        return claims;
    }

    public void Return(string plateId, long epoch, IReadOnlyList<FieldClaim> claims)
    {
        RequireEpoch(plateId, epoch);
        foreach ((BookField field, FieldClaim claim) in claims.Select(claim => (Find(plateId, claim.Key), claim)).ToArray())
        {
            if (field.OpenAttempt == claim.Attempt)
            {
                Close(field, claim.Attempt, "returned");
                SetState(field, FieldState.Expected);
            }
        }
    }

    public FieldState Fail(string plateId, long epoch, FieldClaim claim, string reason)
    {
        RequireEpoch(plateId, epoch);
        BookField field = Find(plateId, claim.Key);
        if (field.OpenAttempt != claim.Attempt)
        {
            return field.State; // reported before, handed back, or overtaken: there is nothing left to close
        }
        Close(field, claim.Attempt, "failed", reason);
        field.Tally = field.Tally with { Failed = field.Tally.Failed + 1, LastFailure = reason };
        if (field.Tally.IsExhausted)
        {
            WriteFailedGap(field, claim);
        }
        else
        {
            SetState(field, FieldState.Expected);
        }
        return field.State;
    }

    public void Commit(string plateId, long epoch, FieldOutcome outcome)
    {
        RequireEpoch(plateId, epoch);
        FieldClaim claim = outcome.Claim;
        BookField field = Find(plateId, claim.Key);
        if (field.State is FieldState.Done or FieldState.Gap)
        {
            return;
        }
        if (claim.Attempt < 1 || claim.Attempt > field.Tally.LastAttempt)
        {
            throw new InvalidOperationException($"plate {plateId}, {claim.Key}: attempt {claim.Attempt} was never claimed; claim a field before it is worked on");
        }
        if (field.OpenAttempt != 0 && field.OpenAttempt != claim.Attempt)
        {
            Close(field, field.OpenAttempt, "returned"); // its work is not needed, and it is not to blame
        }
        // Also an attempt that was taken for lost: its results were checked and adopted.
        Close(field, claim.Attempt, "settled");
        Outcomes.Add((field.RowKey, outcome));
        SetState(field, outcome.State);
    }

    private FieldClaim Open(BookField field, FieldKey key, long epoch)
    {
        var claim = new FieldClaim(key, field.Tally.LastAttempt + 1, field.Tally.Lost);
        Opened.Add((field.RowKey, claim.Attempt, field.Round, epoch));
        (field.OpenAttempt, field.OpenEpoch) = (claim.Attempt, epoch);
        field.Tally = field.Tally with { LastAttempt = claim.Attempt };
        SetState(field, FieldState.Claimed);
        return claim;
    }

    private void Close(BookField field, int attempt, string state, string? reason = null)
    {
        Closed[(field.RowKey, attempt)] = (state, reason);
        field.OpenAttempt = 0;
    }

    private void WriteFailedGap(BookField field, FieldClaim claim)
    {
        Outcomes.Add((field.RowKey, new FieldOutcome { Claim = claim, State = FieldState.Gap, Gap = GapCode.Failed, Reason = field.Tally.Reason }));
        SetState(field, FieldState.Gap);
    }

    private void SetState(BookField field, FieldState state)
    {
        field.State = state;
        Changed.Add(field);
    }

    private BookPlate RequireEpoch(string plateId, long epoch)
    {
        BookPlate? plate = plates.GetValueOrDefault(plateId);
        long newest = plate?.Epoch ?? 0;
        return newest == epoch && epoch > 0 ? plate! : throw new StaleEpochException(plateId, epoch, newest);
    }

    private BookField Find(string plateId, FieldKey key) =>
        fields.GetValueOrDefault((plateId, key)) ?? throw new KeyNotFoundException($"plate {plateId}: {key} is not among the expected fields of this run");
}
