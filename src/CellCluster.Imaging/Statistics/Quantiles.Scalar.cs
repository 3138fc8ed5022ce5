namespace CellCluster.Imaging;

public static partial class Quantiles
{
    internal static void CountHighScalar(ReadOnlySpan<float> pixels, Span<int> counts)
    {
        foreach (float pixel in pixels)
        {
            counts[(int)(Ordered(pixel) >> HalfBits)]++;
        }
    }

    internal static void CountLowScalar(ReadOnlySpan<float> pixels, int bucket, Span<int> counts)
    {
        foreach (float pixel in pixels)
        {
            uint ordered = Ordered(pixel);
            if (ordered >> HalfBits == (uint)bucket)
            {
                counts[(int)(ordered & (BucketCount - 1))]++;
            }
        }
    }

    // Bits in the order of the numbers: negative ones reversed, positive ones above them.
    private static uint Ordered(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000u) != 0 ? ~bits : bits | 0x8000_0000u;
    }

    private static float FromOrdered(uint ordered) => BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000u) != 0 ? ordered & 0x7FFF_FFFFu : ~ordered);
}
