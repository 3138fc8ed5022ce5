using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Makes one grey plane of several samples or a palette, or says where the colours are.</summary>
internal static class GreyReduction
{
    /// <summary>The one plane that all given samples equal, retained for the caller; else luminance where allowed, else an error.</summary>
    /// <param name="source">For errors.</param>
    /// <param name="samples">Planes of one size and type; null entries are left out.</param>
    /// <param name="isRgb">Whether the first three are red, green and blue.</param>
    /// <param name="policy">What happens when they differ.</param>
    public static Plane Samples(ImageSource source, IReadOnlyList<Plane?> samples, bool isRgb, ColourPolicy policy)
    {
        Plane? first = null;
        foreach (Plane? sample in samples)
        {
            if (sample is null)
            {
                continue;
            }
            if (first is null)
            {
                first = sample;
            }
            else if (FirstDifference(first, sample) is int at and >= 0)
            {
                return isRgb && policy == ColourPolicy.Luminance && samples.Count >= 3
                    ? Luminance(samples[0]!, samples[1]!, samples[2]!)
                    : throw Coloured(source, samples.Count, at / first.Width, at % first.Width);
            }
        }
        return first!.Retain();
    }

    /// <summary>A plane of the colours that <paramref name="indices"/> name; entries that no pixel uses may be coloured.</summary>
    public static Plane Palette(ImageSource source, Plane<byte> indices, (byte Red, byte Green, byte Blue)[] colours, ColourPolicy policy)
    {
        Span<byte> grey = stackalloc byte[256];
        Span<bool> coloured = stackalloc bool[256];
        grey.Clear();
        coloured.Clear();
        for (int i = 0; i < colours.Length; i++)
        {
            (byte r, byte g, byte b) = colours[i];
            coloured[i] = policy == ColourPolicy.Refuse && (r != g || g != b);
            grey[i] = (byte)Weigh(r, g, b); // of equal values this is the value itself
        }
        Span<byte> pixels = indices.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (coloured[pixels[i]])
            {
                throw Coloured(source, 1, i / indices.Width, i % indices.Width);
            }
            pixels[i] = grey[pixels[i]];
        }
        return indices.Retain();
    }

    // Rec. 601 in integers, rounded to nearest
    private static uint Weigh(ulong r, ulong g, ulong b) => (uint)(((299 * r) + (587 * g) + (114 * b) + 500) / 1000);

    private static ImageFormatException Coloured(ImageSource source, int sampleCount, int y, int x) => new(
        source.Name,
        ImageFault.Colour,
        sampleCount == 1 ? $"a palette with colour at row {y}, column {x}" : $"{sampleCount} samples per pixel that differ at row {y}, column {x}",
        "one grey value",
        sampleCount == 1 ? "read its luminance" : $"read one channel (0 to {sampleCount - 1}) or, of RGB, its luminance");

    private static int FirstDifference(Plane a, Plane b)
    {
        int at = (a, b) switch
        {
            (Plane<byte> p, Plane<byte> q) => p.Pixels.CommonPrefixLength(q.Pixels),
            (Plane<ushort> p, Plane<ushort> q) => p.Pixels.CommonPrefixLength(q.Pixels),
            (Plane<uint> p, Plane<uint> q) => p.Pixels.CommonPrefixLength(q.Pixels),
            (Plane<float> p, Plane<float> q) => MemoryMarshal.Cast<float, uint>(p.Pixels).CommonPrefixLength(MemoryMarshal.Cast<float, uint>(q.Pixels)),
            _ => throw new NotSupportedException($"Samples of {a.PixelType} and {b.PixelType} do not compare."),
        };
        return at == a.PixelCount ? -1 : at;
    }

    private static Plane Luminance(Plane red, Plane green, Plane blue)
    {
        Plane result = PlaneBytes.Rent(red.PixelType, red.Height, red.Width);
        switch (red, green, blue, result)
        {
            case (Plane<byte> r, Plane<byte> g, Plane<byte> b, Plane<byte> to):
                for (int i = 0; i < to.PixelCount; i++)
                {
                    to.Buffer[i] = (byte)Weigh(r.Buffer[i], g.Buffer[i], b.Buffer[i]);
                }
                break;
            case (Plane<ushort> r, Plane<ushort> g, Plane<ushort> b, Plane<ushort> to):
                for (int i = 0; i < to.PixelCount; i++)
                {
                    to.Buffer[i] = (ushort)Weigh(r.Buffer[i], g.Buffer[i], b.Buffer[i]);
                }
                break;
            case (Plane<uint> r, Plane<uint> g, Plane<uint> b, Plane<uint> to):
                for (int i = 0; i < to.PixelCount; i++)
                {
                    to.Buffer[i] = Weigh(r.Buffer[i], g.Buffer[i], b.Buffer[i]);
                }
                break;
            case (Plane<float> r, Plane<float> g, Plane<float> b, Plane<float> to):
                for (int i = 0; i < to.PixelCount; i++)
                {
                    to.Buffer[i] = (0.299f * r.Buffer[i]) + (0.587f * g.Buffer[i]) + (0.114f * b.Buffer[i]);
                }
                break;
        }
        return result;
    }
}
