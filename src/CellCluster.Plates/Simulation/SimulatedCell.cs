namespace CellCluster.Plates.Simulation;

/// <summary>Shape of one cell in micrometres: where it lies, its outline and that of its nucleus, how thick it is.</summary>
internal sealed class SimulatedCell
{
    /// <summary>Centre of the cell, um from the top-left corner of the canvas.</summary>
    public required float Y { get; init; }

    /// <inheritdoc cref="Y"/>
    public required float X { get; init; }

    /// <summary>Outline of the cell around its centre.</summary>
    public required Outline Body { get; init; }

    /// <summary>Centre of the nucleus, um.</summary>
    public required float NucleusY { get; init; }

    /// <inheritdoc cref="NucleusY"/>
    public required float NucleusX { get; init; }

    /// <summary>Outline of the nucleus (of the condensed chromatin in a dividing cell).</summary>
    public required Outline Nucleus { get; init; }

    /// <summary>Greatest thickness, um.</summary>
    public required float Thickness { get; init; }

    /// <summary>Rounded up for division: a ball without a nuclear envelope, its chromatin condensed to a plate.</summary>
    public required bool IsDividing { get; init; }

    /// <summary>DNA content: 1 before replication, 2 after.</summary>
    public required float DnaContent { get; init; }

    /// <summary>Brightness of the ER stain relative to the mean cell.</summary>
    public required float ErFactor { get; init; }

    /// <summary>Brightness of the Golgi stain relative to the mean cell.</summary>
    public required float GolgiFactor { get; init; }

    /// <summary>Where in the texture bank the textures of this cell begin (0 .. size - 1).</summary>
    public required int TextureY { get; init; }

    /// <inheritdoc cref="TextureY"/>
    public required int TextureX { get; init; }
}
