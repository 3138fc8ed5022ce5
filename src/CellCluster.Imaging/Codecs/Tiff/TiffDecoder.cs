using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Reads TIFF: its own check of the structure, then the pixels by bulk reads or LibTiff.NET, then one grey plane.</summary>
internal static class TiffDecoder
{
    public static ImageHeader ReadHeader(ImageSource source, ReadOptions options)
    {
        (TiffPage page, int pageCount) = ReadPage(source, options);
        return new ImageHeader(ImageFormat.Tiff, page.Height, page.Width, page.PixelType, page.SampleCount, pageCount, page.Scheme.Name, page.Description, page.Resolution);
    }

    public static Plane Read(ImageSource source, ReadOptions options)
    {
        (TiffPage page, _) = ReadPage(source, options);
        if (options.Channel is int channel && channel >= page.SampleCount)
        {
            throw source.Unsupported($"{page.SampleCount} sample(s) per pixel", $"a channel {channel} (counted from 0)", "ask for a channel that is there");
        }
        var samples = new Plane?[page.SampleCount];
        try
        {
            foreach (int s in options.Channel is int only ? [only] : GreySamples(page))
            {
                samples[s] = PlaneBytes.Rent(page.PixelType, page.Height, page.Width);
            }
            TiffAssembler.Fill(source, page, samples);
            foreach (Plane? sample in samples)
            {
                if (sample is not null)
                {
                    ToGreyLevels(source, page, sample);
                }
            }
            return page.Photometric == TiffPhotometric.Palette
                ? GreyReduction.Palette(source, (Plane<byte>)samples[0]!, PaletteColours(page), options.Colour)
                : GreyReduction.Samples(source, samples, page.Photometric is TiffPhotometric.Rgb or TiffPhotometric.YCbCr, options.Colour);
        }
        finally
        {
            foreach (Plane? sample in samples)
            {
                sample?.Dispose(); // the plane returned has been retained
            }
        }
    }

    private static (TiffPage Page, int PageCount) ReadPage(ImageSource source, ReadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Page);
        ImageLimits limits = options.Limits ?? ImageLimits.Default;
        TiffStructure structure = TiffStructure.Read(source, limits);
        return (TiffPageReader.Read(source, structure, structure.Directory(options.Page), limits), structure.PageCount);
    }

    // The samples that must agree to be one grey value: all but alpha. The fourth sample of RGB is alpha whatever its tag says, as most
    // writers mean it; another extra sample is alpha only when its tag says so.
    private static IEnumerable<int> GreySamples(TiffPage page)
    {
        if (page.Photometric is TiffPhotometric.Rgb or TiffPhotometric.YCbCr && page.SampleCount is 3 or 4)
        {
            return [0, 1, 2];
        }
        int firstExtra = page.SampleCount - page.ExtraSamples.Length;
        return Enumerable.Range(0, page.SampleCount).Where(s => s == 0 || s < firstExtra || page.ExtraSamples[s - firstExtra] is not (1 or 2));
    }

    private static void ToGreyLevels(ImageSource source, TiffPage page, Plane sample)
    {
        if (page.SampleFormat == TiffSampleFormat.Signed)
        {
            RequireNonNegative(source, page, sample);
        }
        if (page.Photometric != TiffPhotometric.Palette && page.Bits < 8)
        {
            int factor = 255 / ((1 << page.Bits) - 1); // full range: 1 bit is 0 and 255, as PNG decoders give it
            foreach (ref byte value in ((Plane<byte>)sample).Pixels)
            {
                value = (byte)(value * factor);
            }
        }
        if (page.Photometric == TiffPhotometric.MinIsWhite)
        {
            Invert(sample, page.Bits);
        }
    }

    private static void Invert(Plane sample, int bits)
    {
        switch (sample)
        {
            case Plane<byte> p:
                foreach (ref byte value in p.Pixels)
                {
                    value = (byte)~value;
                }
                break;
            case Plane<ushort> p:
                ushort largest = (ushort)((1 << bits) - 1);
                foreach (ref ushort value in p.Pixels)
                {
                    value = (ushort)(largest - value);
                }
                break;
            case Plane<uint> p:
                foreach (ref uint value in p.Pixels)
                {
                    value = ~value;
                }
                break;
            default:
                throw new NotSupportedException($"A plane of {sample.PixelType} has no largest value to invert from.");
        }
    }

    private static void RequireNonNegative(ImageSource source, TiffPage page, Plane sample)
    {
        bool negative = sample switch
        {
            Plane<byte> p => AnyBelowZero<sbyte>(MemoryMarshal.Cast<byte, sbyte>(p.Pixels)),
            Plane<ushort> p => AnyBelowZero<short>(MemoryMarshal.Cast<ushort, short>(p.Pixels)),
            Plane<uint> p => AnyBelowZero<int>(MemoryMarshal.Cast<uint, int>(p.Pixels)),
            _ => false,
        };
        if (negative || page.Bits == 12)
        {
            throw source.Unsupported($"signed {page.Bits}-bit samples with negative values", "grey levels of 0 and more");
        }
    }

    private static bool AnyBelowZero<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IComparable<T>
    {
        foreach (T value in values)
        {
            if (value.CompareTo(default) < 0)
            {
                return true;
            }
        }
        return false;
    }

    // Palette values are 16 bits; the high byte is the 8-bit colour. Some old writers stored 8 bits: then all are below 256.
    private static (byte Red, byte Green, byte Blue)[] PaletteColours(TiffPage page)
    {
        long[] map = page.Palette!;
        int count = map.Length / 3;
        int shift = Array.TrueForAll(map, v => v < 256) ? 0 : 8;
        var colours = new (byte, byte, byte)[count];
        for (int i = 0; i < count; i++)
        {
            colours[i] = ((byte)(map[i] >> shift), (byte)(map[count + i] >> shift), (byte)(map[(2 * count) + i] >> shift));
        }
        return colours;
    }
}
