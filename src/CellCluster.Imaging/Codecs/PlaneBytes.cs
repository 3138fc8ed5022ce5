using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>The pixels of a plane of any type as bytes in the machine's order.</summary>
internal static class PlaneBytes
{
    /// <summary>Rows <paramref name="y"/> and the <paramref name="count"/> - 1 below as bytes; planes above 2 GB have no single span of bytes.</summary>
    public static Span<byte> Rows(Plane plane, int y, int count)
    {
        return plane switch
        {
            Plane<byte> p => Slice(p),
            Plane<ushort> p => Slice(p),
            Plane<uint> p => Slice(p),
            Plane<float> p => Slice(p),
            _ => throw new NotSupportedException($"A plane of {plane.PixelType} has no bytes to show."),
        };

        Span<byte> Slice<T>(Plane<T> p)
            where T : unmanaged => MemoryMarshal.AsBytes(p.Pixels.Slice(y * p.Width, count * p.Width));
    }

    public static int PerPixel(PixelType type) => type switch
    {
        PixelType.UInt8 => 1,
        PixelType.UInt16 => 2,
        _ => 4,
    };

    /// <summary>A pooled plane; its pixels are not cleared.</summary>
    public static Plane Rent(PixelType type, int height, int width) => type switch
    {
        PixelType.UInt8 => Plane<byte>.Rent(height, width),
        PixelType.UInt16 => Plane<ushort>.Rent(height, width),
        PixelType.UInt32 => Plane<uint>.Rent(height, width),
        _ => Plane<float>.Rent(height, width),
    };
}
