namespace CellCluster.Plates.Simulation;

/// <summary>What is wrong with the file of a field.</summary>
public enum FieldDamage
{
    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>The file ends in the middle of the pixels.</summary>
    Truncated,

    /// <summary>The shutter stayed closed: every pixel has the same grey level.</summary>
    Blank,
}

/// <summary>A field that a simulated plate shall hold damaged, to show what becomes of it.</summary>
/// <param name="Well">A well that is imaged.</param>
/// <param name="Field">A field of it, from 1.</param>
/// <param name="Damage">What is wrong.</param>
public sealed record DamagedField(WellId Well, FieldIndex Field, FieldDamage Damage);
