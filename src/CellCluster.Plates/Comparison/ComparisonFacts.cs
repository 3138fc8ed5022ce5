namespace CellCluster.Plates;

/// <summary>What a page about a comparison says of where its numbers come from.</summary>
public sealed record ComparisonFacts
{
    /// <summary>The folder of predicted planes, as a person named it.</summary>
    public required string Predicted { get; init; }

    /// <summary>The folder of stains.</summary>
    public required string Stained { get; init; }

    /// <summary>How objects were found.</summary>
    public required string Objects { get; init; }

    /// <summary>In which unit the stain was measured.</summary>
    public required string Stain { get; init; }

    /// <summary>What is resampled: wells, or files where names say no well.</summary>
    public required string Clusters { get; init; }

    /// <summary>Micrometres per pixel; null where unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }
}
