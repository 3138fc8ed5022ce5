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

/// <summary>The slots that a plate holds and what each works on; slots that hang are held too, so that nobody is sent there.</summary>
internal sealed class WorkInHand
{
    private readonly Dictionary<string, Assignment> _bySlot = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiloAddress?> _hanging = new(StringComparer.Ordinal);

    /// <summary>Fields in work.</summary>
    public int Count => _bySlot.Count;

    /// <summary>Slots given up because nothing could interrupt their field.</summary>
    public int HangingCount => _hanging.Count;

    /// <summary>Every slot that is not free for anybody.</summary>
    public IReadOnlyList<string> Held => [.. _bySlot.Keys.Concat(_hanging.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What is in work now; may be changed while it is walked.</summary>
    public IReadOnlyList<Assignment> All => [.. _bySlot.Values];

    /// <summary>True when the slot has nothing of this plate.</summary>
    public bool IsFree(string slot) => !_bySlot.ContainsKey(slot) && !_hanging.ContainsKey(slot);

    /// <summary>True when some slot works on the field.</summary>
    public bool Has(FieldKey key) => _bySlot.Values.Any(assignment => assignment.Claim.Key == key);

    /// <summary>Puts a field in a slot.</summary>
    public void Put(Assignment assignment) => _bySlot[assignment.Slot] = assignment;

    /// <summary>Takes an assignment out if it is still the slot's.</summary>
    public bool Remove(Assignment assignment) =>
        _bySlot.TryGetValue(assignment.Slot, out Assignment? current) && current.Claim == assignment.Claim && _bySlot.Remove(assignment.Slot);

    /// <summary>Takes a field out wherever it is.</summary>
    public void RemoveField(FieldKey key)
    {
        if (_bySlot.Values.FirstOrDefault(one => one.Claim.Key == key) is { } assignment)
        {
            _bySlot.Remove(assignment.Slot);
        }
    }

    /// <summary>Takes out what a report is about; a slot that hung is free again, whatever it reports.</summary>
    /// <returns>False when the claim was closed before: there is nothing to settle.</returns>
    public bool TryTake(FieldReport report, out Assignment? assignment)
    {
        _hanging.Remove(report.Slot);
        if (_bySlot.TryGetValue(report.Slot, out assignment) && assignment.Claim.Key == report.Claim.Key && assignment.Claim.Attempt == report.Claim.Attempt)
        {
            return _bySlot.Remove(report.Slot);
        }
        // After a plate moved, a field may be known under the slot that was asked, and reported by it all the same: the claim decides.
        assignment = _bySlot.Values.FirstOrDefault(one => one.Claim.Key == report.Claim.Key && one.Claim.Attempt == report.Claim.Attempt);
        return assignment is not null && _bySlot.Remove(assignment.Slot);
    }

    /// <summary>Takes a field out whose slot cannot be interrupted: the slot stays held.</summary>
    public void Hang(Assignment assignment)
    {
        if (_bySlot.Remove(assignment.Slot))
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
        Assignment[] lost = [.. _bySlot.Values.Where(assignment => assignment.Silo is { } silo && isGone(silo))];
        foreach (Assignment assignment in lost)
        {
            _bySlot.Remove(assignment.Slot);
        }
        return lost;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _bySlot.Clear();
        _hanging.Clear();
    }
}
