namespace CellCluster.Imaging;

/// <summary>A compression of TIFF that is read here: its tag value, its name, and how many bytes one stored byte can become at most.</summary>
/// <remarks>
/// The largest ratios let a header be refused that claims more pixels than its data can hold: Deflate 1032 (258 bytes per 2 bits); LZW 4096
/// (a table of 4096 strings, none longer than that, at 9 bits and more); PackBits 64 (128 bytes from 2); JPEG 1024 (a block of 64 from a few bits).
/// </remarks>
internal sealed record TiffScheme(int Tag, string Name, int LargestRatio)
{
    public static TiffScheme None { get; } = new(1, "none", 1);

    public static TiffScheme Lzw { get; } = new(5, "lzw", 4096);

    public static TiffScheme Jpeg { get; } = new(7, "jpeg", 1024);

    public static TiffScheme Deflate { get; } = new(8, "deflate", 1032);

    public static TiffScheme PackBits { get; } = new(32773, "packbits", 64);

    /// <summary>The scheme of a tag value, or null when it is not read here.</summary>
    public static TiffScheme? Of(long tag) => tag switch
    {
        1 => None,
        5 => Lzw,
        7 => Jpeg,
        8 or 32946 => Deflate,
        32773 => PackBits,
        _ => null,
    };
}
