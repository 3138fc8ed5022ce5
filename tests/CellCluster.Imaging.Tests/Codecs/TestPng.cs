using System.IO.Compression;
using System.IO.Hashing;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Writes small PNGs of every kind chunk by chunk after the PNG specification.</summary>
internal sealed record TestPng
{
    public int Height { get; init; } = 3;

    public int Width { get; init; } = 5;

    public int Bits { get; init; } = 8;

    /// <summary>0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</summary>
    public int Colour { get; init; }

    public bool Interlaced { get; init; }

    public byte[]? Palette { get; init; }

    /// <summary>Chunks between the header and the palette, whole.</summary>
    public byte[] Before { get; init; } = [];

    /// <summary>Bytes of the compressed pixels that are left out, while all checksums stay right.</summary>
    public int MissingDataBytes { get; init; }

    public int DataChunkBytes { get; init; } = 1 << 20;

    public Func<int, int, int, uint> Value { get; init; } = (y, x, s) => (uint)((y * 31) + (x * 7) + (s * 3));

    private int Samples => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public byte[] Build()
    {
        var file = new TestBytes(bigEndian: true);
        file.Raw([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new TestBytes(bigEndian: true);
        header.U32(Width);
        header.U32(Height);
        header.Raw([(byte)Bits, (byte)Colour, 0, 0, (byte)(Interlaced ? 1 : 0)]);
        file.Raw(Chunk("IHDR"u8, header.ToArray()));
        file.Raw(Before);
        if (Palette is not null)
        {
            file.Raw(Chunk("PLTE"u8, Palette));
        }
        byte[] data = Deflated(Filtered());
        foreach (byte[] part in data[..^MissingDataBytes].Chunk(DataChunkBytes))
        {
            file.Raw(Chunk("IDAT"u8, part));
        }
        file.Raw(Chunk("IEND"u8, []));
        return file.ToArray();
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new TestBytes(bigEndian: true);
        chunk.U32(data.Length);
        chunk.Raw(type);
        chunk.Raw(data);
        chunk.U32(Crc32.HashToUInt32(chunk.ToArray()[4..]));
        return chunk.ToArray();
    }

    private byte[] Filtered()
    {
        var bytes = new TestBytes(bigEndian: true);
        // Adam7: start and step of rows and columns per pass
        (int Y, int X, int Dy, int Dx)[] passes = Interlaced
            ? [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
            : [(0, 0, 1, 1)];
        foreach ((int y0, int x0, int dy, int dx) in passes)
        {
            for (int y = y0; y < Height && x0 < Width; y += dy)
            {
                var row = new List<uint>();
                for (int x = x0; x < Width; x += dx)
                {
                    row.AddRange(Enumerable.Range(0, Samples).Select(s => Value(y, x, s)));
                }
                var packed = new TestBytes(bigEndian: true);
                packed.Samples([.. row], Bits);
                byte[] now = packed.ToArray();
                int step = Math.Max(1, Samples * Bits / 8);
                bool difference = y % 2 == 1; // filter 1 (Sub) on odd rows, 0 on even ones
                bytes.Raw([(byte)(difference ? 1 : 0)]);
                bytes.Raw(difference ? [.. now.Select((b, i) => (byte)(b - (i < step ? 0 : now[i - step])))] : now);
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }
        return packed.ToArray();
    }
}
