using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>One simulated field: what the microscope saw and what was truly there. All planes have one size; the field owns them.</summary>
public sealed class SimulatedField : IDisposable
{
    /// <summary>Transmitted light, grey 0 .. 2^BitDepth - 1.</summary>
    public required Plane<ushort> TransmittedLight { get; init; }

    /// <summary>True fluorescence of the nuclei, arbitrary units; background near 20, a nucleus near 1000.</summary>
    public required Plane<float> Nuclei { get; init; }

    /// <summary>True fluorescence of the ER, arbitrary units of the same scale.</summary>
    public required Plane<float> Er { get; init; }

    /// <summary>True fluorescence of the Golgi with the faint unspecific stain of the cell body, arbitrary units of the same scale.</summary>
    public required Plane<float> Golgi { get; init; }

    /// <summary>Nuclei, 1 .. <see cref="CellCount"/> without holes in the numbering; 0 is background.</summary>
    public required Plane<uint> NucleusLabels { get; init; }

    /// <summary>Cells whose nucleus has at least one pixel in the field.</summary>
    public required int CellCount { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        TransmittedLight.Dispose();
        Nuclei.Dispose();
        Er.Dispose();
        Golgi.Dispose();
        NucleusLabels.Dispose();
    }
}
