namespace CellCluster.Grains;

/// <summary>What this silo is for and whether it takes new work.</summary>
/// <param name="roles">Its roles.</param>
/// <param name="cores">Cores it may use for segmentation; null: the machine's.</param>
public sealed class LocalSilo(SiloRoles roles, int? cores = null)
{
    private int _isDraining;

    /// <summary>Its roles.</summary>
    public SiloRoles Roles { get; } = roles;

    /// <summary>Cores it may use.</summary>
    public int Cores { get; } = cores ?? Environment.ProcessorCount;

    /// <summary>True from the moment it takes no new work.</summary>
    public bool IsDraining => Volatile.Read(ref _isDraining) != 0;

    /// <summary>Takes no new work from now on: no grain is placed here, and no slot of it is given out once the directory hears of it.</summary>
    public void BeginDrain() => Volatile.Write(ref _isDraining, 1);
}
