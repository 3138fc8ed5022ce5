namespace CellCluster.Imaging;

/// <summary>How the pixels of one TIFF page are stored, checked: what is here can be decoded and is within the limits.</summary>
/// <remarks>
/// A page is cut into segments: strips (full width, <see cref="SegmentHeight"/> rows, the last one shorter) or tiles (all of one size,
/// padded at the right and bottom), row by row; with <see cref="Planar"/> all segments of sample 0 come first, then those of sample 1.
/// </remarks>
internal sealed record TiffPage
{
    public required long DirectoryOffset { get; init; }

    public required bool BigEndian { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>Samples per pixel, 1 or more.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Bits of a sample: 1, 2, 4, 8, 12, 16 or 32.</summary>
    public required int Bits { get; init; }

    public required TiffSampleFormat SampleFormat { get; init; }

    public required TiffPhotometric Photometric { get; init; }

    public required TiffScheme Scheme { get; init; }

    /// <summary>Whether the samples of a pixel lie in segments of their own.</summary>
    public required bool Planar { get; init; }

    public required bool Tiled { get; init; }

    /// <summary>Whether the first pixel of a byte is in its lowest bits.</summary>
    public required bool LowBitsFirst { get; init; }

    /// <summary>1 none, 2 horizontal difference, 3 floating point.</summary>
    public required int Predictor { get; init; }

    public required int SegmentHeight { get; init; }

    public required int SegmentWidth { get; init; }

    /// <summary>Where every segment starts in the file.</summary>
    public required long[] Offsets { get; init; }

    /// <summary>How many bytes every segment takes in the file.</summary>
    public required long[] ByteCounts { get; init; }

    /// <summary>Meaning of the samples after the colour ones: 1 and 2 are alpha, 0 unspecified.</summary>
    public required long[] ExtraSamples { get; init; }

    /// <summary>Red, then green, then blue of every palette entry, 16 bits each; null without a palette.</summary>
    public required long[]? Palette { get; init; }

    public required string? Description { get; init; }

    public required ImageResolution? Resolution { get; init; }

    public int SegmentsAcross => ((Width - 1) / SegmentWidth) + 1;

    public int SegmentsDown => ((Height - 1) / SegmentHeight) + 1;

    /// <summary>Samples that lie side by side in a segment.</summary>
    public int SamplesPerSegment => Planar ? 1 : SampleCount;

    /// <summary>Bytes of a row of a segment once decoded.</summary>
    public long SegmentRowBytes => (((long)SegmentWidth * SamplesPerSegment * Bits) + 7) / 8;

    public PixelType PixelType => Bits switch
    {
        <= 8 => PixelType.UInt8,
        <= 16 => PixelType.UInt16,
        _ => SampleFormat == TiffSampleFormat.Float ? PixelType.Float32 : PixelType.UInt32,
    };

    /// <summary>Rows stored in segment row <paramref name="row"/>: the last strip is shorter, tiles are padded.</summary>
    public int StoredRows(int row) => Tiled ? SegmentHeight : Math.Min(SegmentHeight, Height - (row * SegmentHeight));
}
