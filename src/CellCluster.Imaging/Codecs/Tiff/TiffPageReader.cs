namespace CellCluster.Imaging;

/// <summary>Reads how a page stores its pixels and refuses what cannot be decoded, before memory is taken for a pixel.</summary>
internal static class TiffPageReader
{
    private const int LargestSampleCount = 1024; // a spectral stack at most; each would be a plane

    public static TiffPage Read(ImageSource source, TiffStructure structure, TiffDirectory tags, ImageLimits limits)
    {
        int height = Size(source, tags, TiffTags.ImageLength);
        int width = Size(source, tags, TiffTags.ImageWidth);
        limits.Require(source.Name, height, width);
        int samples = (int)InRange(source, "SamplesPerPixel", tags.Number(TiffTags.SamplesPerPixel, 1), 1, LargestSampleCount);
        bool planar = InRange(source, "PlanarConfiguration", tags.Number(TiffTags.PlanarConfiguration, 1), 1, 2) == 2 && samples > 1;
        bool tiled = tags.Has(TiffTags.TileWidth) || tags.Has(TiffTags.TileOffsets);
        long scheme = tags.Number(TiffTags.Compression, 1);
        long bits = Same(source, tags, TiffTags.BitsPerSample, samples, 1);
        var page = new TiffPage
        {
            DirectoryOffset = tags.Offset,
            BigEndian = structure.BigEndian,
            Height = height,
            Width = width,
            SampleCount = samples,
            Bits = (int)Math.Min(bits, int.MaxValue),
            SampleFormat = FormatOf(source, Same(source, tags, TiffTags.SampleFormat, samples, 1)),
            Photometric = PhotometricOf(source, tags.Number(TiffTags.PhotometricInterpretation, 1)),
            Scheme = TiffScheme.Of(scheme) ?? throw source.Unsupported($"compression {scheme}", "none, LZW, Deflate, PackBits or JPEG"),
            Planar = planar,
            Tiled = tiled,
            LowBitsFirst = InRange(source, "FillOrder", tags.Number(TiffTags.FillOrder, 1), 1, 2) == 2,
            Predictor = (int)InRange(source, "Predictor", tags.Number(TiffTags.Predictor, 1), 1, 3),
            SegmentHeight = tiled
                ? Size(source, tags, TiffTags.TileLength)
                : (int)Math.Min(height, InRange(source, "RowsPerStrip", tags.Number(TiffTags.RowsPerStrip, uint.MaxValue), 1, uint.MaxValue)),
            SegmentWidth = tiled ? Size(source, tags, TiffTags.TileWidth) : width,
            Offsets = [],
            ByteCounts = [],
            ExtraSamples = tags.Has(TiffTags.ExtraSamples) ? tags.Numbers(TiffTags.ExtraSamples, Math.Min(tags.Count(TiffTags.ExtraSamples), samples)) : [],
            Palette = null,
            Description = tags.Text(TiffTags.ImageDescription),
            Resolution = ResolutionOf(tags),
        };
        RequireDecodable(source, page);
        page = page with { Palette = PaletteOf(source, tags, page) };
        return WithSegments(source, tags, page, limits);
    }

    // Pixels do not depend on it: what makes no sense is no resolution, never an error. A file that names the maker of its camera gives the camera's
    // own pixels (Harmony's TIFFs say 6.45 um where the specimen's are 1.196).
    private static ImageResolution? ResolutionOf(TiffDirectory tags)
    {
        if (tags.Has(TiffTags.Make))
        {
            return null;
        }
        double? unit = tags.TryNumber(TiffTags.ResolutionUnit) switch
        {
            null or 2 => 25_400, // the inch is TIFF's default
            3 => 10_000,
            _ => null,
        };
        return unit is { } um && tags.Ratio(TiffTags.XResolution) is { } x && tags.Ratio(TiffTags.YResolution) is { } y ? new ImageResolution(x, y, um) : null;
    }

    private static int Size(ImageSource source, TiffDirectory tags, TiffTags tag) => (int)InRange(source, tag.ToString(), tags.Required(tag), 1, int.MaxValue);

    private static long InRange(ImageSource source, string what, long value, long least, long most) =>
        value >= least && value <= most ? value : throw source.Corrupt($"{what} {value}", $"{least} to {most}");

    // One value for all samples: some writers give one, others one per sample.
    private static long Same(ImageSource source, TiffDirectory tags, TiffTags tag, int samples, long missing)
    {
        if (!tags.Has(tag))
        {
            return missing;
        }
        long[] values = tags.Numbers(tag, Math.Clamp(tags.Count(tag), 1, samples));
        return Array.TrueForAll(values, v => v == values[0])
            ? values[0]
            : throw source.Unsupported($"{tag} {string.Join(',', values.Take(4))}", "the same for every sample");
    }

    private static TiffSampleFormat FormatOf(ImageSource source, long value) => value switch
    {
        1 or 4 => TiffSampleFormat.Unsigned, // 4: not said
        2 => TiffSampleFormat.Signed,
        3 => TiffSampleFormat.Float,
        _ => throw source.Unsupported($"SampleFormat {value}", "integers or float"),
    };

    private static TiffPhotometric PhotometricOf(ImageSource source, long value) => value is 0 or 1 or 2 or 3 or 6
        ? (TiffPhotometric)value
        : throw source.Unsupported($"PhotometricInterpretation {value}", "grey (0, 1), RGB (2), palette (3) or YCbCr in JPEG (6)");

    private static void RequireDecodable(ImageSource source, TiffPage page)
    {
        bool isFloat = page.SampleFormat == TiffSampleFormat.Float;
        bool bitsKnown = isFloat ? page.Bits == 32 : page.Bits is 1 or 2 or 4 or 8 or 12 or 16 or 32;
        if (!bitsKnown || (page.SampleFormat == TiffSampleFormat.Signed && page.Bits < 8))
        {
            throw source.Unsupported($"{page.Bits}-bit {page.SampleFormat} samples", "1, 2, 4, 8, 12, 16 or 32-bit integers or 32-bit float");
        }
        if (page.Photometric == TiffPhotometric.MinIsWhite && page.SampleFormat != TiffSampleFormat.Unsigned)
        {
            throw source.Unsupported($"{page.SampleFormat} samples where the smallest is white", "unsigned ones: others have no largest value to invert from");
        }
        if (page.Photometric is TiffPhotometric.Rgb or TiffPhotometric.YCbCr && page.SampleCount < 3)
        {
            throw source.Corrupt($"{page.Photometric} of {page.SampleCount} sample(s)", "3 or more");
        }
        bool jpeg = page.Scheme == TiffScheme.Jpeg;
        if ((page.Photometric == TiffPhotometric.YCbCr && (!jpeg || page.Planar)) || (jpeg && page.Bits != 8))
        {
            throw source.Unsupported($"{page.Photometric} of {page.Bits} bits in compression {page.Scheme.Name}", "YCbCr only with JPEG, JPEG only with 8 bits");
        }
        bool predictorFits = page.Predictor == 1 || (page.Predictor == 2 ? page.Bits is 8 or 16 or 32 : isFloat);
        if (!predictorFits && (page.Scheme == TiffScheme.Lzw || page.Scheme == TiffScheme.Deflate))
        {
            throw source.Unsupported($"predictor {page.Predictor} with {page.Bits}-bit {page.SampleFormat}", "predictor 2 with 8, 16 or 32 bits, 3 with float");
        }
    }

    private static long[]? PaletteOf(ImageSource source, TiffDirectory tags, TiffPage page)
    {
        if (page.Photometric != TiffPhotometric.Palette)
        {
            return null;
        }
        if (page.SampleCount != 1 || page.Bits > 8 || page.SampleFormat != TiffSampleFormat.Unsigned)
        {
            throw source.Unsupported($"a palette with {page.SampleCount} sample(s) of {page.Bits} bits", "one of at most 8 bits");
        }
        return tags.Has(TiffTags.ColorMap) ? tags.Numbers(TiffTags.ColorMap, 3L << page.Bits) : throw source.Corrupt("a palette image without ColorMap", "one");
    }

    private static TiffPage WithSegments(ImageSource source, TiffDirectory tags, TiffPage page, ImageLimits limits)
    {
        long perPlane = (long)page.SegmentsAcross * page.SegmentsDown;
        long count = perPlane * (page.Planar ? page.SampleCount : 1);
        long rows = page.Tiled ? (long)page.SegmentsDown * page.SegmentHeight : page.Height;
        double decoded = (double)page.SegmentRowBytes * page.SegmentsAcross * rows * (page.Planar ? page.SampleCount : 1);
        limits.RequireBytes(source.Name, decoded);
        if ((double)page.SegmentRowBytes * page.SegmentHeight > Array.MaxLength)
        {
            throw source.Unsupported($"one strip or tile of {(double)page.SegmentRowBytes * page.SegmentHeight:F0} bytes", $"at most {Array.MaxLength}", "export with smaller strips");
        }
        TiffTags offsetsTag = page.Tiled ? TiffTags.TileOffsets : TiffTags.StripOffsets;
        TiffTags countsTag = page.Tiled ? TiffTags.TileByteCounts : TiffTags.StripByteCounts;
        if (!tags.Has(offsetsTag))
        {
            throw source.Corrupt($"a page without {offsetsTag}", "every page to have it");
        }
        long[] offsets = tags.Numbers(offsetsTag, count);
        long[] counts = tags.Has(countsTag) ? tags.Numbers(countsTag, count) : CountsWithoutTag(source, page, offsets, countsTag);
        page = page with { Offsets = offsets, ByteCounts = counts };
        RequireInside(source, page, (int)perPlane);
        return page;
    }

    // TIFF writers before 1992 left the counts out where they follow from the size.
    private static long[] CountsWithoutTag(ImageSource source, TiffPage page, long[] offsets, TiffTags tag)
    {
        if (page.Scheme != TiffScheme.None)
        {
            throw source.Corrupt($"compressed data without {tag}", "every page to have it");
        }
        long[] counts = new long[offsets.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = page.StoredRows(i / page.SegmentsAcross % page.SegmentsDown) * page.SegmentRowBytes;
        }
        return counts;
    }

    private static void RequireInside(ImageSource source, TiffPage page, int perPlane)
    {
        for (int i = 0; i < page.Offsets.Length; i++)
        {
            long decoded = page.StoredRows(i % perPlane / page.SegmentsAcross) * page.SegmentRowBytes;
            long stored = page.ByteCounts[i];
            string what = $"{(page.Tiled ? "tile" : "strip")} {i} of {stored} bytes";
            if (page.Offsets[i] == 0 || stored == 0)
            {
                throw source.Corrupt($"{what} at byte {page.Offsets[i]}", "data for every pixel");
            }
            if (stored > source.Length || page.Offsets[i] > source.Length - stored)
            {
                // Some writers count more bytes than they use; uncompressed data is complete when its pixels are there.
                if (page.Scheme != TiffScheme.None || decoded > source.Length || page.Offsets[i] > source.Length - decoded)
                {
                    throw source.Truncated(what, page.Offsets[i], stored);
                }
            }
            if (stored < decoded / page.Scheme.LargestRatio)
            {
                throw new ImageFormatException(
                    source.Name, ImageFault.Truncated, $"{what}, compression {page.Scheme.Name}", $"enough for its {decoded} bytes of pixels", "the file is incomplete: copy or export it again");
            }
        }
    }
}
