namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Pixels as bit patterns, to compare planes of any type.</summary>
internal static class PlaneValues
{
    public static uint[] Of(Plane plane) => plane switch
    {
        Plane<byte> p => Array.ConvertAll(p.Buffer, v => (uint)v),
        Plane<ushort> p => Array.ConvertAll(p.Buffer, v => (uint)v),
        Plane<uint> p => [.. p.Buffer],
        Plane<float> p => Array.ConvertAll(p.Buffer, BitConverter.SingleToUInt32Bits),
        _ => throw new NotSupportedException(),
    };

    /// <summary>Reads an image in memory and drops its plane.</summary>
    public static (PixelType Type, int Height, int Width, uint[] Values) Read(byte[] file, ReadOptions? options = null)
    {
        using Plane plane = ImageFile.Read(file, "image", options);
        return (plane.PixelType, plane.Height, plane.Width, Of(plane));
    }

    /// <summary>The fault of an image that must be refused.</summary>
    public static ImageFormatException Refusal(byte[] file, ReadOptions? options = null) =>
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(file, "image", options).Dispose());
}
