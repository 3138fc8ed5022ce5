namespace CellCluster.Imaging;

/// <summary>What happens to an image whose red, green and blue differ.</summary>
public enum ColourPolicy
{
    /// <summary>It is an error (<see cref="ImageFault.Colour"/>).</summary>
    Refuse,

    /// <summary>Its luminance after Rec. 601 is taken: 0.299 R + 0.587 G + 0.114 B, integers rounded to nearest, halves up.</summary>
    Luminance,
}

/// <summary>Which plane of an image file to read, and how.</summary>
public sealed record ReadOptions
{
    /// <summary>The page, 0-based. Default 0.</summary>
    public int Page { get; init; }

    /// <summary>One sample of every pixel, 0-based (in RGB 0 is red), or null (default) for the grey value. Palettes have no channels.</summary>
    public int? Channel { get; init; }

    /// <summary>What to do with colour when <see cref="Channel"/> is null. Default <see cref="ColourPolicy.Refuse"/>.</summary>
    public ColourPolicy Colour { get; init; } = ColourPolicy.Refuse;

    /// <summary>The limits, or null for <see cref="ImageLimits.Default"/>.</summary>
    public ImageLimits? Limits { get; init; }
}
