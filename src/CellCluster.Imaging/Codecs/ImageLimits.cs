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

    internal void Require(string path, int height, int width)
    {
        if ((long)height * width > LargestPixelCount || (long)height * width > Array.MaxLength)
        {
            throw new ImageFormatException(
                path, ImageFault.TooLarge, $"{height}x{width} pixels", $"at most {LargestPixelCount} in all", "check the file, or raise LargestPixelCount if it is sound");
        }
    }

    // A double: the claims of a hostile header overflow every integer.
    internal void RequireBytes(string path, double decoded)
    {
        if (decoded > LargestByteCount)
        {
            throw new ImageFormatException(
                path, ImageFault.TooLarge, $"{decoded:F0} bytes of pixels", $"at most {LargestByteCount}", "check the file, or raise LargestByteCount if it is sound");
        }
    }
}
