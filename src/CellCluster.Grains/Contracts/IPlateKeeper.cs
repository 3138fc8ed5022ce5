namespace CellCluster.Grains;

/// <summary>Sees to it that every plate that is announced or running has somebody who works on it: one on each silo of the role plate.</summary>
/// <remarks>It looks when its silo has started, when the members of the cluster change, and every 30 s; waking a plate that is at work does nothing.</remarks>
public interface IPlateKeeper
{
    /// <summary>Looks into the ledger once and wakes the plates.</summary>
    /// <returns>How many were woken.</returns>
    Task<int> LookAsync(CancellationToken cancellation);
}
