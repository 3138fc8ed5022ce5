namespace CellCluster.Imaging;

public static partial class ThresholdMask
{
    internal static long AboveScalar(ReadOnlySpan<float> from, float level, Span<byte> to)
    {
        long count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool above = from[i] > level;
            to[i] = above ? Foreground : (byte)0;
            count += above ? 1 : 0;
        }
        return count;
    }

    internal static long AboveSurfaceScalar(ReadOnlySpan<float> from, ReadOnlySpan<float> surface, float floor, Span<byte> to)
    {
        long count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool above = from[i] > surface[i] & from[i] > floor;
            to[i] = above ? Foreground : (byte)0;
            count += above ? 1 : 0;
        }
        return count;
    }
}
