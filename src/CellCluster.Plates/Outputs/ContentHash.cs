using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CellCluster.Imaging;

namespace CellCluster.Plates;

/// <summary>Identity of decoded content, whatever file it is stored in: SHA-256 as lower-case hex.</summary>
/// <remarks>Of a plane: over the ASCII line <c>TYPE HEIGHT WIDTH\n</c> (TYPE uint8, uint16, uint32 or float32) followed by the pixels, row-major,
/// little-endian. A NaN keeps its bits. Format: docs/formats/manifest.md.</remarks>
public static class ContentHash
{
    /// <summary>The hash of a plane.</summary>
    public static string Of(Plane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Content hashes are taken over little-endian pixels; this machine is big-endian.");
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{TypeName(plane.PixelType)} {plane.Height} {plane.Width}\n"));
        hash.AppendData(plane switch
        {
            Plane<byte> bytes => bytes.Pixels,
            Plane<ushort> words => MemoryMarshal.AsBytes(words.Pixels),
            Plane<uint> labels => MemoryMarshal.AsBytes(labels.Pixels),
            Plane<float> floats => MemoryMarshal.AsBytes(floats.Pixels),
            _ => throw new ArgumentException($"A plane of {plane.PixelType} has no content hash.", nameof(plane)),
        });
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static string OfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string TypeName(PixelType type) => type switch
    {
        PixelType.UInt8 => "uint8",
        PixelType.UInt16 => "uint16",
        PixelType.UInt32 => "uint32",
        _ => "float32",
    };
}
