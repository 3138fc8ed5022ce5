using CellCluster.Pipeline;
using CellCluster.Plates;
using Orleans.Runtime;

namespace CellCluster.Grains;

/// <summary>A field on its way.</summary>
/// <param name="Slot">Where.</param>
/// <param name="Silo">On which silo; null while it is being assigned.</param>
/// <param name="Epoch">The epoch that claimed it: an older one's work is adopted after its files were checked.</param>
/// <param name="Claim">The claim.</param>
internal sealed record Assignment(string Slot, SiloAddress? Silo, long Epoch, FieldClaim Claim)
{
    /// <summary>When it is given up.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>True once its slot was told to give it up.</summary>
    public bool IsGivenUp { get; set; }
}

/// <summary>The fields of a plate that are in work, each with its slot; slots that hang are held too, so that nobody is sent there.</summary>
/// <remarks>Kept by field: after a move a slot may be asked for one field while it still works on another.</remarks>
internal sealed class WorkInHand
{
    private readonly Dictionary<FieldKey, Assignment> _byField = [];
    private readonly Dictionary<string, SiloAddress?> _hanging = new(StringComparer.Ordinal);

    /// <summary>Fields in work.</summary>
    public int Count => _byField.Count;

    /// <summary>Slots given up because nothing could interrupt their field.</summary>
    public int HangingCount => _hanging.Count;

    /// <summary>Every slot that is not free for anybody.</summary>
    public IReadOnlyList<string> Held =>
        [.. _byField.Values.Select(assignment => assignment.Slot).Concat(_hanging.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What is in work now; may be changed while it is walked.</summary>
    public IReadOnlyList<Assignment> All => [.. _byField.Values];

    /// <summary>True when the slot has nothing of this plate.</summary>
    public bool IsFree(string slot) => !_hanging.ContainsKey(slot) && _byField.Values.All(assignment => assignment.Slot != slot);

    /// <summary>True when some slot works on the field.</summary>
    public bool Has(FieldKey key) => _byField.ContainsKey(key);

    /// <summary>Puts a field in a slot.</summary>
    public void Put(Assignment assignment) => _byField[assignment.Claim.Key] = assignment;

    /// <summary>Takes an attempt out; false when it was taken out before.</summary>
    public bool Remove(Assignment assignment) =>
        _byField.TryGetValue(assignment.Claim.Key, out Assignment? current) && current.Claim == assignment.Claim && _byField.Remove(assignment.Claim.Key);

    /// <summary>Takes a field out wherever it is.</summary>
    public void RemoveField(FieldKey key) => _byField.Remove(key);

    /// <summary>Takes out what a report is about; a slot that hung is free again, whatever it reports.</summary>
    /// <returns>False when the claim was closed before: there is nothing to settle.</returns>
    public bool TryTake(FieldReport report, out Assignment? assignment)
    {
        _hanging.Remove(report.Slot);
        return _byField.TryGetValue(report.Claim.Key, out assignment) && assignment.Claim.Attempt == report.Claim.Attempt && _byField.Remove(report.Claim.Key);
    }

    /// <summary>Takes a field out whose slot cannot be interrupted: the slot stays held.</summary>
    public void Hang(Assignment assignment)
    {
        if (Remove(assignment))
        {
            _hanging[assignment.Slot] = assignment.Silo;
        }
    }

    /// <summary>Takes out everything that was in work on silos that are gone.</summary>
    public IReadOnlyList<Assignment> TakeLost(Func<SiloAddress, bool> isGone)
    {
        foreach (string slot in _hanging.Where(pair => pair.Value is { } silo && isGone(silo)).Select(pair => pair.Key).ToArray())
        {
            _hanging.Remove(slot);
        }
        Assignment[] lost = [.. _byField.Values.Where(assignment => assignment.Silo is { } silo && isGone(silo))];
        foreach (Assignment assignment in lost)
        {
            _byField.Remove(assignment.Claim.Key);
        }
        return lost;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _byField.Clear();
        _hanging.Clear();
    }
}
