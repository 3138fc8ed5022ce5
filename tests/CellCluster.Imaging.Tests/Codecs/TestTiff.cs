using System.Buffers.Binary;
using System.IO.Compression;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Writes small TIFFs of every kind byte by byte after TIFF 6.0: an author independent of the library that reads them.</summary>
/// <remarks>Each page is its table, the values that do not fit into it, then its pixels; so a cut at any byte hits something else.</remarks>
internal sealed record TestTiff
{
    public int Height { get; init; } = 3;

    public int Width { get; init; } = 5;

    public int Bits { get; init; } = 8;

    public int Samples { get; init; } = 1;

    public int SampleFormat { get; init; } = 1;

    public int Photometric { get; init; } = 1;

    /// <summary>1 none, 8 and 32946 Deflate, 32773 PackBits.</summary>
    public int Compression { get; init; } = 1;

    public int Predictor { get; init; } = 1;

    public int RowsPerStrip { get; init; } = 2;

    /// <summary>0 for strips, else the side of a square tile.</summary>
    public int Tile { get; init; }

    public bool Planar { get; init; }

    public bool BigEndian { get; init; }

    public bool Big { get; init; }

    public ushort[]? Palette { get; init; }

    public int[]? ExtraSamples { get; init; }

    public byte[]? Description { get; init; }

    /// <summary>Bit pattern of a sample at (y, x, sample).</summary>
    public Func<int, int, int, uint> Value { get; init; } = (y, x, s) => (uint)((y * 31) + (x * 7) + (s * 3));

    public byte[] Build() => Build(this);

    /// <summary>One file of several pages; byte order and size of offsets are those of the first.</summary>
    public static byte[] Build(params TestTiff[] pages)
    {
        bool big = pages[0].Big;
        var file = new TestBytes(pages[0].BigEndian);
        file.Raw(pages[0].BigEndian ? "MM"u8 : "II"u8);
        file.U16(big ? 43 : 42);
        if (big)
        {
            file.U16(8);
            file.U16(0);
            file.U64(16);
        }
        else
        {
            file.U32(8);
        }
        for (int i = 0; i < pages.Length; i++)
        {
            (pages[i] with { Big = big, BigEndian = pages[0].BigEndian }).AppendTo(file, isLast: i == pages.Length - 1);
        }
        return file.ToArray();
    }

    private void AppendTo(TestBytes file, bool isLast)
    {
        List<byte[]> segments = Segments();
        int first = file.Count;
        var entries = new List<(int Tag, int Type, long[] Values)>
        {
            (256, 4, [Width]),
            (257, 4, [Height]),
            (258, 3, Enumerable.Repeat((long)Bits, Samples).ToArray()),
            (259, 3, [Compression]),
            (262, 3, [Photometric]),
            (277, 3, [Samples]),
            (284, 3, [Planar ? 2 : 1]),
            (317, 3, [Predictor]),
            (339, 3, Enumerable.Repeat((long)SampleFormat, Samples).ToArray()),
            (Tile > 0 ? 324 : 273, Big ? 16 : 4, new long[segments.Count]),
            (Tile > 0 ? 325 : 279, 4, segments.Select(s => (long)s.Length).ToArray()),
        };
        if (Tile > 0)
        {
            entries.Add((322, 4, [Tile]));
            entries.Add((323, 4, [Tile]));
        }
        else
        {
            entries.Add((278, 4, [RowsPerStrip]));
        }
        if (Palette is not null)
        {
            entries.Add((320, 3, Palette.Select(v => (long)v).ToArray()));
        }
        if (ExtraSamples is not null)
        {
            entries.Add((338, 3, ExtraSamples.Select(v => (long)v).ToArray()));
        }
        if (Description is not null)
        {
            entries.Add((270, 2, Description.Append((byte)0).Select(v => (long)v).ToArray()));
        }
        entries.Sort((a, b) => a.Tag - b.Tag);
        int inline = Big ? 8 : 4;
        int tableBytes = Big ? 8 + (entries.Count * 20) + 8 : 2 + (entries.Count * 12) + 4;
        int valueAt = first + tableBytes;
        int pixelsAt = valueAt + entries.Sum(e => ByteCount(e.Type, e.Values) > inline ? ByteCount(e.Type, e.Values) : 0);
        long[] offsets = entries.Single(e => e.Tag is 273 or 324).Values;
        int end = pixelsAt;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = end;
            end += segments[i].Length;
        }
        var values = new TestBytes(BigEndian);
        file.Number(entries.Count, Big ? 8 : 2);
        foreach ((int tag, int type, long[] numbers) in entries)
        {
            file.U16(tag);
            file.U16(type);
            file.Number(numbers.Length, inline);
            if (ByteCount(type, numbers) > inline)
            {
                file.Number(valueAt + values.Count, inline);
                Array.ForEach(numbers, v => values.Number(v, Size(type)));
            }
            else
            {
                Array.ForEach(numbers, v => file.Number(v, Size(type)));
                file.Raw(new byte[inline - ByteCount(type, numbers)]);
            }
        }
        file.Number(isLast ? 0 : end, inline);
        file.Raw(values.ToArray());
        segments.ForEach(s => file.Raw(s));
    }

    private static int Size(int type) => type switch { 2 => 1, 3 => 2, 4 => 4, _ => 8 };

    private static int ByteCount(int type, long[] values) => Size(type) * values.Length;

    private List<byte[]> Segments()
    {
        int h = Tile > 0 ? Tile : RowsPerStrip;
        int w = Tile > 0 ? Tile : Width;
        var segments = new List<byte[]>();
        for (int p = 0; p < (Planar ? Samples : 1); p++)
        {
            for (int y = 0; y < Height; y += h)
            {
                for (int x = 0; x < Width; x += w)
                {
                    int rows = Tile > 0 ? h : Math.Min(h, Height - y);
                    segments.Add(Compress(Rows(y, rows, x, w, Planar ? p : -1)));
                }
            }
        }
        return segments;
    }

    private byte[] Rows(int y0, int rows, int x0, int columns, int plane)
    {
        var bytes = new TestBytes(BigEndian);
        int step = plane < 0 ? Samples : 1;
        for (int y = y0; y < y0 + rows; y++)
        {
            uint[] row = new uint[columns * step];
            for (int i = 0; i < row.Length; i++)
            {
                (int yy, int xx) = (Math.Min(y, Height - 1), Math.Min(x0 + (i / step), Width - 1)); // padding repeats the edge
                row[i] = Value(yy, xx, plane < 0 ? i % step : plane);
            }
            if (Predictor == 3)
            {
                bytes.Raw(FloatDifferences(row, step));
                continue;
            }
            for (int i = row.Length - 1; Predictor == 2 && i >= step; i--)
            {
                row[i] -= row[i - step];
            }
            bytes.Samples(row, Bits);
        }
        return bytes.ToArray();
    }

    // Adobe's technical note 3: the bytes of a row by significance, highest first, then differences of neighbours.
    private static byte[] FloatDifferences(uint[] row, int step)
    {
        byte[] bytes = new byte[row.Length * 4];
        for (int i = 0; i < row.Length; i++)
        {
            for (int b = 0; b < 4; b++)
            {
                bytes[(b * row.Length) + i] = (byte)(row[i] >> (24 - (8 * b)));
            }
        }
        for (int i = bytes.Length - 1; i >= step; i--)
        {
            bytes[i] -= bytes[i - step];
        }
        return bytes;
    }

    private byte[] Compress(byte[] bytes)
    {
        switch (Compression)
        {
            case 8 or 32946:
                using (var packed = new MemoryStream())
                {
                    using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                    {
                        zlib.Write(bytes);
                    }
                    return packed.ToArray();
                }
            case 32773: // literal runs only, of at most 128 bytes
                return bytes.Chunk(128).SelectMany(run => run.Prepend((byte)(run.Length - 1))).ToArray();
            default:
                return bytes;
        }
    }
}

/// <summary>Appends numbers in one byte order.</summary>
internal sealed class TestBytes(bool bigEndian)
{
    private readonly List<byte> _bytes = [];

    public int Count => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void U16(long value) => Number(value, 2);

    public void U32(long value) => Number(value, 4);

    public void U64(long value) => Number(value, 8);

    public void Number(long value, int size)
    {
        Span<byte> all = stackalloc byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(all, value);
            Raw(all[(8 - size)..]);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(all, value);
            Raw(all[..size]);
        }
    }

    /// <summary>One row of samples: whole bytes in byte order, others packed from the highest bit down, padded to a byte.</summary>
    public void Samples(uint[] row, int bits)
    {
        if (bits is 8 or 16 or 32)
        {
            Array.ForEach(row, v => Number(v, bits / 8));
            return;
        }
        byte[] packed = new byte[((row.Length * bits) + 7) / 8];
        for (int i = 0; i < row.Length * bits; i++)
        {
            if (((row[i / bits] >> (bits - 1 - (i % bits))) & 1) == 1)
            {
                packed[i / 8] |= (byte)(0x80 >> (i % 8));
            }
        }
        Raw(packed);
    }
}
