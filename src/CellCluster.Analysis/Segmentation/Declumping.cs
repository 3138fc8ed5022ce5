namespace CellCluster.Analysis;

/// <summary>How touching nuclei are told apart.</summary>
public enum Declumping
{
    /// <summary>By shape and intensity together: necks and dark seams both count. Default.</summary>
    ShapeAndIntensity,

    /// <summary>By shape: where the outline has a neck (distance to the outline).</summary>
    Shape,

    /// <summary>By intensity: where a darker seam lies between two brighter middles.</summary>
    Intensity,

    /// <summary>Not at all: what touches is one object.</summary>
    None,
}
