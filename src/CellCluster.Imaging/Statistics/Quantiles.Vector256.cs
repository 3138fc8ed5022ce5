using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static unsafe partial class Quantiles
{
    // Lane i = pixel i as ordered bits; their high halves are stored and counted one by one, in two tables so that equal neighbours do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CountHigh256(ReadOnlySpan<float> pixels, Span<int> even, Span<int> odd)
    {
        const int Step = 8;
        uint* buckets = stackalloc uint[Step];
        int i = 0;
        fixed (float* at = pixels)
        {
            fixed (int* evenCounts = even, oddCounts = odd)
            {
                for (; i <= pixels.Length - Step; i += Step)
                {
                    Vector256.Store(Ordered(Vector256.Load(at + i)) >>> HalfBits, buckets);
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
    internal static void CountLow256(ReadOnlySpan<float> pixels, int bucket, Span<int> counts)
    {
        const int Step = 8;
        Vector256<uint> wanted = Vector256.Create((uint)bucket);
        int i = 0;
        fixed (float* at = pixels)
        {
            for (; i <= pixels.Length - Step; i += Step)
            {
                Vector256<uint> ordered = Ordered(Vector256.Load(at + i));
                for (ulong lanes = Vector256.Equals(ordered >>> HalfBits, wanted).ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
                {
                    counts[(int)(Ordered(at[i + BitOperations.TrailingZeroCount(lanes)]) & (BucketCount - 1))]++;
                }
            }
        }
        CountLowScalar(pixels[i..], bucket, counts);
    }

    private static Vector256<uint> Ordered(Vector256<float> values)
    {
        Vector256<int> bits = values.AsInt32();
        return ((bits >> 31) | Vector256.Create(int.MinValue)).AsUInt32() ^ bits.AsUInt32();
    }
}
