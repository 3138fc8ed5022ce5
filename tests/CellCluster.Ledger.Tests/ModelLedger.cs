using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger.Tests;

/// <summary>The rules of one plate of a ledger in the plainest form, as the oracle of <see cref="LedgerPropertyTests"/>: lists in memory, no SQL.</summary>
internal sealed class ModelLedger(FieldKey[] keys)
{
    private readonly Dictionary<FieldKey, Field> _fields = keys.ToDictionary(key => key, _ => new Field());

    public long Epoch { get; private set; }

    public int Revision { get; private set; }

    public PlateState State { get; private set; } = PlateState.Running;

    public void Open() => State = State == PlateState.Cancelled ? PlateState.Running : State;

    public long TakeEpoch() => ++Epoch;

    public List<FieldClaim> Claim(long epoch, FieldKey[] asked)
    {
        Require(epoch);
        if (State == PlateState.Cancelled)
        {
            throw new InvalidOperationException("cancelled");
        }
        List<FieldClaim> claims = [];
        foreach (FieldKey key in asked)
        {
            Field field = _fields[key];
            if (field.Open is Attempt lost && lost.Epoch < epoch)
            {
                lost.State = "lost";
            }
            if (field.Outcome is not null || field.Open is not null)
            {
                continue;
            }
            if (field.CountedClosed == 3)
            {
                field.Outcome = (FieldState.Gap, field.Attempts.Count, field.Lost);
                continue;
            }
            claims.Add(new FieldClaim(key, field.Attempts.Count + 1, field.Lost));
            field.Attempts.Add(new Attempt { Epoch = epoch, Round = field.Round });
        }
        return claims;
    }

    public FieldState Fail(long epoch, FieldClaim claim)
    {
        Require(epoch);
        Field field = _fields[claim.Key];
        if (field.Open is Attempt open && field.Attempts.IndexOf(open) == claim.Attempt - 1)
        {
            open.State = "failed";
            if (field.CountedClosed == 3)
            {
                field.Outcome = (FieldState.Gap, claim.Attempt, claim.LostAttempts);
            }
        }
        return field.State;
    }

    public void Return(long epoch, FieldClaim claim)
    {
        Require(epoch);
        Field field = _fields[claim.Key];
        if (field.Open is Attempt open && field.Attempts.IndexOf(open) == claim.Attempt - 1)
        {
            open.State = "returned";
        }
    }

    public void Commit(long epoch, FieldClaim claim, FieldState state)
    {
        Require(epoch);
        Field field = _fields[claim.Key];
        if (field.Outcome is not null)
        {
            return;
        }
        if (claim.Attempt > field.Attempts.Count)
        {
            throw new InvalidOperationException("never claimed");
        }
        field.Attempts[claim.Attempt - 1].State = "settled";
        if (field.Open is Attempt other)
        {
            other.State = "returned";
        }
        field.Outcome = (state, claim.Attempt, claim.LostAttempts);
    }

    public int Complete(long epoch)
    {
        Require(epoch);
        if (_fields.Values.Any(field => field.Outcome is null))
        {
            throw new InvalidOperationException("unsettled");
        }
        if (State is PlateState.Complete or PlateState.CompleteWithGaps)
        {
            return Revision;
        }
        State = EndState;
        return ++Revision;
    }

    public PlateState EndState => _fields.Values.Any(one => one.State == FieldState.Gap) ? PlateState.CompleteWithGaps : PlateState.Complete;

    public int Reopen(long epoch)
    {
        Require(epoch);
        int opened = 0;
        foreach (Field field in _fields.Values.Where(field => field.State == FieldState.Gap))
        {
            field.Outcome = null;
            field.Round++;
            opened++;
        }
        State = opened > 0 ? PlateState.Running : State;
        return opened;
    }

    public void Cancel(long epoch)
    {
        Require(epoch);
        State = State == PlateState.Running ? PlateState.Cancelled : State;
    }

    public void ForgetAndOpen()
    {
        foreach (FieldKey key in keys)
        {
            _fields[key] = new Field();
        }
        State = PlateState.Running;
        IsForgotten = true;
    }

    /// <summary>No epoch counts until one is taken again.</summary>
    private bool IsForgotten { get; set; }

    public long TakeEpochAgain()
    {
        IsForgotten = false;
        return TakeEpoch();
    }

    /// <summary>State, attempts and lost attempts of each field, and the attempt of its outcome.</summary>
    public IEnumerable<string> Describe() => keys.Select(key =>
    {
        Field field = _fields[key];
        int counted = field.Attempts.Count(attempt => attempt.Round == field.Round && attempt.State != "returned");
        return Line(key, field.State, counted, field.Lost, field.Outcome?.Attempt, field.Outcome?.Lost);
    });

    public static string Line(FieldKey key, FieldState state, int attempts, int lost, int? outcomeAttempt, int? outcomeLost) =>
        $"{key}: {state}, {attempts} attempts, {lost} lost, outcome of {outcomeAttempt}/{outcomeLost}";

    private void Require(long epoch)
    {
        if (IsForgotten || epoch != Epoch || epoch == 0)
        {
            throw new StaleEpochException("", epoch, Epoch);
        }
    }

    private sealed class Attempt
    {
        public required long Epoch { get; init; }

        public required int Round { get; init; }

        public string State { get; set; } = "open";
    }

    private sealed class Field
    {
        public int Round { get; set; }

        public List<Attempt> Attempts { get; } = [];

        public (FieldState State, int Attempt, int Lost)? Outcome { get; set; }

        public Attempt? Open => Attempts.SingleOrDefault(attempt => attempt.State == "open");

        public int Lost => Attempts.Count(attempt => attempt.Round == Round && attempt.State == "lost");

        public int CountedClosed => Lost + Attempts.Count(attempt => attempt.Round == Round && attempt.State == "failed");

        public FieldState State => Outcome?.State ?? (Open is null ? FieldState.Expected : FieldState.Claimed);
    }
}
