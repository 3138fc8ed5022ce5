using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>The hash that tools/oracles/decoded_hashes.py records: type, height, width, little-endian pixels.</summary>
internal static class PlaneHash
{
    public static string Of(Plane plane)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{plane.PixelType.ToString().ToLowerInvariant()} {plane.Height} {plane.Width}\n"));
        hash.AppendData(Bytes(plane));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static ReadOnlySpan<byte> Bytes(Plane plane) => plane switch
    {
        Plane<byte> p => p.Pixels,
        Plane<ushort> p => MemoryMarshal.AsBytes(p.Pixels),
        Plane<uint> p => MemoryMarshal.AsBytes(p.Pixels),
        Plane<float> p => MemoryMarshal.AsBytes(p.Pixels),
        _ => throw new NotSupportedException(),
    };
}
