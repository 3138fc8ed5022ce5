using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Decodes uncompressed, LZW, Deflate and PackBits segments, both byte orders, and undoes predictors.</summary>
/// <remarks>
/// Not by LibTiff.NET 2.4.660, because it gives wrong numbers for 32-bit big-endian data with predictor 2 and does not open big-endian
/// BigTIFF; and because uncompressed pixels go from the file into the plane in one read here, and Deflate uses the runtime's zlib.
/// </remarks>
internal sealed class StoredSegments(ImageSource source, TiffPage page) : TiffSegments
{
    private readonly bool _swap = page.BigEndian == BitConverter.IsLittleEndian;
    private byte[] _stored = [];

    public override void Decode(int index, Span<byte> target)
    {
        string what = $"{(page.Tiled ? "tile" : "strip")} {index}";
        if (page.Scheme == TiffScheme.None && !page.LowBitsFirst)
        {
            source.ReadExactlyAt(page.Offsets[index], target, what);
        }
        else
        {
            Decompress(Stored(index, what), target, what);
        }
        bool predicted = page.Predictor != 1 && (page.Scheme == TiffScheme.Lzw || page.Scheme == TiffScheme.Deflate);
        if (predicted && page.Predictor == 3)
        {
            TiffPredictor.UndoFloat(target, (int)page.SegmentRowBytes, page.SamplesPerSegment);
            return; // in the machine's order now
        }
        if (_swap)
        {
            Swap(target);
        }
        if (predicted)
        {
            TiffPredictor.UndoHorizontal(target, (int)page.SegmentRowBytes, page.SamplesPerSegment, page.Bits);
        }
    }

    public override void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_stored);
        _stored = [];
    }

    private ReadOnlySpan<byte> Stored(int index, string what)
    {
        long count = page.ByteCounts[index];
        if (count > Array.MaxLength)
        {
            throw source.Unsupported($"{what} of {count} bytes", $"at most {Array.MaxLength}", "export with smaller strips");
        }
        if (_stored.Length < count)
        {
            ArrayPool<byte>.Shared.Return(_stored);
            _stored = ArrayPool<byte>.Shared.Rent((int)count);
        }
        Span<byte> stored = _stored.AsSpan(0, (int)count);
        source.ReadExactlyAt(page.Offsets[index], stored, what);
        if (page.LowBitsFirst)
        {
            foreach (ref byte b in stored)
            {
                b = ReverseBits(b);
            }
        }
        return stored;
    }

    private void Decompress(ReadOnlySpan<byte> stored, Span<byte> target, string what)
    {
        int written = page.Scheme.Tag switch
        {
            5 => Lzw.Decode(stored, target),
            8 => Deflate(stored.Length, target, what),
            32773 => PackBits.Decode(stored, target),
            _ => Copy(stored, target),
        };
        if (written != target.Length)
        {
            throw source.Corrupt($"{what}, compression {page.Scheme.Name}, that gives {Math.Max(written, 0)} good bytes", $"{target.Length}");
        }
    }

    private int Deflate(int storedCount, Span<byte> target, string what)
    {
        try
        {
            using var stored = new MemoryStream(_stored, 0, storedCount, writable: false);
            using var zlib = new System.IO.Compression.ZLibStream(stored, System.IO.Compression.CompressionMode.Decompress);
            int read = zlib.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            Span<byte> more = stackalloc byte[1];
            _ = zlib.Read(more); // at its end the stream checks its checksum; more data than pixels is the writer's padding
            return read;
        }
        catch (InvalidDataException e)
        {
            throw source.Corrupt($"{what}: {e.Message}", "Deflate data with a right checksum", e);
        }
    }

    private static int Copy(ReadOnlySpan<byte> stored, Span<byte> target)
    {
        int count = Math.Min(stored.Length, target.Length);
        stored[..count].CopyTo(target);
        return count;
    }

    private void Swap(Span<byte> bytes)
    {
        if (page.Bits == 16)
        {
            Span<ushort> values = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(values, values);
        }
        else if (page.Bits == 32)
        {
            Span<uint> values = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    private static byte ReverseBits(byte b)
    {
        int swapped = ((b & 0x0F) << 4) | (b >> 4);
        swapped = ((swapped & 0x33) << 2) | ((swapped >> 2) & 0x33);
        return (byte)(((swapped & 0x55) << 1) | ((swapped >> 1) & 0x55));
    }
}
