using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static unsafe partial class Quantiles
{
    // Lane i = pixel i as ordered bits; their high halves are stored and counted one by one, in two tables so that equal neighbours do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CountHigh512(ReadOnlySpan<float> pixels, Span<int> even, Span<int> odd)
    {
        const int Step = 16;
        uint* buckets = stackalloc uint[Step];
        int i = 0;
        fixed (float* at = pixels)
        {
            fixed (int* evenCounts = even, oddCounts = odd)
            {
                for (; i <= pixels.Length - Step; i += Step)
                {
                    Vector512.Store(Ordered(Vector512.Load(at + i)) >>> HalfBits, buckets);
                    for (int lane = 0; lane < Step; lane += 2)
                    {
                        evenCounts[buckets[lane]]++;
                        oddCounts[buckets[lane + 1]]++;
                    }
                }
            }
        }
        CountHighScalar(pixels[i..], even);
    }

    // Most vectors hold no pixel of the bucket and cost one comparison.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CountLow512(ReadOnlySpan<float> pixels, int bucket, Span<int> counts)
    {
        const int Step = 16;
        Vector512<uint> wanted = Vector512.Create((uint)bucket);
        int i = 0;
        fixed (float* at = pixels)
        {
            for (; i <= pixels.Length - Step; i += Step)
            {
                Vector512<uint> ordered = Ordered(Vector512.Load(at + i));
                for (ulong lanes = Vector512.Equals(ordered >>> HalfBits, wanted).ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
                {
                    counts[(int)(Ordered(at[i + BitOperations.TrailingZeroCount(lanes)]) & (BucketCount - 1))]++;
                }
            }
        }
        CountLowScalar(pixels[i..], bucket, counts);
    }

    private static Vector512<uint> Ordered(Vector512<float> values)
    {
        Vector512<int> bits = values.AsInt32();
        return ((bits >> 31) | Vector512.Create(int.MinValue)).AsUInt32() ^ bits.AsUInt32();
    }
}
