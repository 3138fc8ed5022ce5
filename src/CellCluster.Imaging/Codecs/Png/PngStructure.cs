using System.Buffers.Binary;
using System.IO.Hashing;

namespace CellCluster.Imaging;

/// <summary>The chunks of a PNG, checked: order, lengths, checksums, an end, and enough data for the pixels claimed.</summary>
/// <remarks>Source: PNG specification (third edition), sections 5, 11.2 and 11.3.</remarks>
internal sealed class PngStructure
{
    /// <summary>Bytes up to the end of the header chunk.</summary>
    public const int HeaderBytes = 8 + 12 + 13;

    private const int LargestRatio = 1032; // Deflate: 258 bytes from 2 bits

    private PngStructure(int height, int width, int bits, PngColour colour, bool interlaced)
    {
        Height = height;
        Width = width;
        Bits = bits;
        Colour = colour;
        Interlaced = interlaced;
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public int Height { get; }

    public int Width { get; }

    /// <summary>Bits of a sample or of a palette index: 1, 2, 4, 8 or 16.</summary>
    public int Bits { get; }

    public PngColour Colour { get; }

    public bool Interlaced { get; }

    public PixelType PixelType => Bits == 16 ? PixelType.UInt16 : PixelType.UInt8;

    public int SampleCount => Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.GreyAlpha => 2,
        PngColour.Rgba => 4,
        _ => 1,
    };

    /// <summary>The header chunk, checked against the limits.</summary>
    public static PngStructure ReadHeader(ImageSource source, ImageLimits limits)
    {
        Span<byte> head = stackalloc byte[HeaderBytes];
        source.ReadExactlyAt(0, head, "the header");
        if (BinaryPrimitives.ReadUInt32BigEndian(head[8..]) != 13 || !head[12..16].SequenceEqual("IHDR"u8))
        {
            throw source.Corrupt($"a first chunk {Convert.ToHexString(head[8..16])}", "IHDR of 13 bytes");
        }
        RequireChecksum(source, head[12..29], head[29..]);
        uint width = BinaryPrimitives.ReadUInt32BigEndian(head[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(head[20..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw source.Corrupt($"{height}x{width} pixels", "1 to 2^31 - 1 each way");
        }
        limits.Require(source.Name, (int)height, (int)width);
        (byte bits, byte colour) = (head[24], head[25]);
        bool legal = colour switch
        {
            0 => bits is 1 or 2 or 4 or 8 or 16,
            3 => bits is 1 or 2 or 4 or 8,
            2 or 4 or 6 => bits is 8 or 16,
            _ => false,
        };
        if (!legal || head[26] != 0 || head[27] != 0 || head[28] > 1)
        {
            throw source.Corrupt($"colour type {colour}, {bits} bits, methods {head[26]}, {head[27]}, {head[28]}", "a combination that PNG knows");
        }
        var structure = new PngStructure((int)height, (int)width, bits, (PngColour)colour, head[28] == 1);
        // OpenCV makes three or four channels of everything but grey.
        int decodedSamples = structure.Colour == PngColour.Grey ? 1 : 4;
        limits.RequireBytes(source.Name, (double)height * width * decodedSamples * PlaneBytes.PerPixel(structure.PixelType));
        return structure;
    }

    /// <summary>Checks every chunk of <paramref name="content"/> and gives a PNG of the critical ones only.</summary>
    /// <remarks>
    /// What is left out could not change grey levels (gamma, profiles, text, animation, transparency are not applied here), and need not be
    /// trusted to native code then.
    /// </remarks>
    public ReadOnlyMemory<byte> KeepCritical(ImageSource source, Memory<byte> content)
    {
        Span<byte> bytes = content.Span;
        int read = HeaderBytes;
        int written = HeaderBytes;
        long dataBytes = 0;
        bool hasPalette = false;
        bool dataEnded = false;
        while (true)
        {
            if (bytes.Length - read < 12)
            {
                throw source.Truncated("a chunk", read, 12);
            }
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[read..]);
            Span<byte> type = bytes.Slice(read + 4, 4);
            if (length > int.MaxValue || type.ContainsAnyExcept(s_letters))
            {
                throw source.Corrupt($"a chunk {Convert.ToHexString(type)} of {length} bytes at byte {read}", "a named one of at most 2^31 - 1");
            }
            if (length > bytes.Length - read - 12)
            {
                throw source.Truncated($"chunk {System.Text.Encoding.ASCII.GetString(type)}", read, length + 12L);
            }
            Span<byte> chunk = bytes.Slice(read, (int)length + 12);
            RequireChecksum(source, chunk[4..^4], chunk[^4..]);
            bool isData = type.SequenceEqual("IDAT"u8);
            bool isEnd = type.SequenceEqual("IEND"u8);
            bool isPalette = type.SequenceEqual("PLTE"u8);
            dataEnded |= dataBytes > 0 && !isData;
            hasPalette |= isPalette;
            bool misplaced = (isData && dataEnded) || (isPalette && (dataBytes > 0 || length % 3 != 0 || length is 0 or > 768)) || (isEnd && dataBytes == 0);
            if (misplaced || (isData && Colour == PngColour.Palette && !hasPalette))
            {
                throw source.Corrupt($"chunk {System.Text.Encoding.ASCII.GetString(type)} of {length} bytes at byte {read}", "PLTE, then IDAT without a gap, then IEND");
            }
            if (!isData && !isEnd && !isPalette && (type[0] & 0x20) == 0)
            {
                throw source.Unsupported($"critical chunk {System.Text.Encoding.ASCII.GetString(type)}", "IHDR, PLTE, IDAT and IEND only");
            }
            if (isData)
            {
                dataBytes += length;
            }
            if (isData || isEnd || (isPalette && Colour == PngColour.Palette))
            {
                chunk.CopyTo(bytes[written..]);
                written += chunk.Length;
            }
            read += chunk.Length;
            if (isEnd)
            {
                break;
            }
        }
        RequireEnoughData(source, dataBytes);
        return content[..written];
    }

    private static readonly System.Buffers.SearchValues<byte> s_letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private void RequireEnoughData(ImageSource source, long dataBytes)
    {
        long decoded = Height * (1 + ((((long)Width * SampleCount * Bits) + 7) / 8));
        if (dataBytes < decoded / LargestRatio)
        {
            throw new ImageFormatException(
                source.Name, ImageFault.Truncated, $"{dataBytes} bytes of compressed pixels", $"enough for {decoded} bytes", "the file is incomplete: copy or export it again");
        }
    }

    private static void RequireChecksum(ImageSource source, ReadOnlySpan<byte> typeAndData, ReadOnlySpan<byte> stored)
    {
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(stored);
        uint found = Crc32.HashToUInt32(typeAndData);
        if (found != expected)
        {
            throw source.Corrupt($"chunk {Convert.ToHexString(typeAndData[..4])} with checksum {found:x8}", $"{expected:x8}");
        }
    }
}
