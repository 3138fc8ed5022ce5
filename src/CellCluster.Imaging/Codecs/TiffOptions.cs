namespace CellCluster.Imaging;

/// <summary>How a TIFF is compressed; all are lossless.</summary>
public enum TiffCompression
{
    /// <summary>Not at all: fastest.</summary>
    None,

    /// <summary>Zlib (tag value 8): smallest.</summary>
    Deflate,

    /// <summary>LZW: what the oldest readers know.</summary>
    Lzw,
}

/// <summary>How a plane is written as TIFF.</summary>
public sealed record TiffOptions
{
    /// <summary>Default <see cref="TiffCompression.None"/>.</summary>
    public TiffCompression Compression { get; init; } = TiffCompression.None;

    /// <summary>Whether neighbours are subtracted before compression (predictor 2 for integers, 3 for float). Default true; without compression it means nothing.</summary>
    public bool Predictor { get; init; } = true;

    /// <summary>Text for ImageDescription, or null (default) for none.</summary>
    public string? Description { get; init; }

    /// <summary>Side of a pixel in micrometres, written as resolution in pixels per centimetre, or null (default) when it is unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Whether the bytes are on the disk itself before the call returns. Default false.</summary>
    public bool FlushToDisk { get; init; }
}
