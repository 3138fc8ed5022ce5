namespace CellCluster.Imaging;

/// <summary>How large an image may claim to be; checked from its header before memory is taken.</summary>
public sealed record ImageLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Largest height times width, in pixels. Default 400 million: 80 times a 2136x2136 field.</summary>
    public long LargestPixelCount { get; init; } = 400_000_000;

    /// <summary>Largest size of the decoded samples of one page, in bytes. Default 2 GiB: 400 million pixels of float with some room.</summary>
    public long LargestByteCount { get; init; } = 1L << 31;

    /// <summary>Largest number of pages of a TIFF. Default 65,536.</summary>
    public int LargestPageCount { get; init; } = 65_536;
}
