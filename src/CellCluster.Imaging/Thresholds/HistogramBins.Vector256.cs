using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static unsafe partial class HistogramBins
{
    // Lane i = pixel i: its bin by float32 arithmetic, which is certain unless it lands within the margin of an edge; those few pixels, and the last
    // ones, go through the scalar form. Not finite: the bin that is thrown away.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Count256(ReadOnlySpan<float> pixels, ReadOnlySpan<float> edges, float margin, Span<long> counts)
    {
        const int Step = 8;
        uint* tables = stackalloc uint[TableCount * TableLength];
        Unsafe.InitBlock(tables, 0, TableCount * TableLength * sizeof(uint));
        int* bins = stackalloc int[BlockLength];
        double first = edges[0];
        double scale = Histogram.BinCount / (edges[Histogram.BinCount] - first);
        Vector256<float> origin = Vector256.Create(edges[0]);
        Vector256<float> factor = Vector256.Create((float)scale);
        Vector256<float> near = Vector256.Create(margin);
        Vector256<float> largest = Vector256.Create(float.MaxValue);
        int i = 0;
        fixed (float* at = pixels)
        {
            for (; i <= pixels.Length - BlockLength; i += BlockLength)
            {
                for (int j = 0; j < BlockLength; j += Step)
                {
                    Vector256<float> values = Vector256.Load(at + i + j);
                    Vector256<float> isFinite = Vector256.LessThanOrEqual(Vector256.Abs(values), largest);
                    Vector256<float> place = Vector256.MinNative(Vector256.MaxNative((values - origin) * factor, Vector256.Create(LowestPlace)), Vector256.Create(HighestPlace));
                    Vector256<float> doubtful = Vector256.LessThan(Vector256.Abs(place - Vector256.Round(place)), near) & isFinite;
                    Vector256.Store(Vector256.ConditionalSelect(isFinite.AsInt32(), Vector256.ConvertToInt32Native(place), Vector256.Create(Histogram.BinCount)), bins + j);
                    for (ulong lanes = doubtful.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
                    {
                        int lane = BitOperations.TrailingZeroCount(lanes);
                        bins[j + lane] = BinOf(at[i + j + lane], first, scale, edges);
                    }
                }
                CountBlock(bins, tables);
            }
        }
        AddTables(tables, counts);
        CountScalar(pixels[i..], edges, counts);
    }
}
