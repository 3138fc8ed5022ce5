using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static unsafe partial class HistogramBins
{
    // Lane i = pixel i: its bin by float32 arithmetic, which is certain unless it lands within the margin of an edge; those few pixels, and the last
    // ones, go through the scalar form. Not finite: the bin that is thrown away.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Count512(ReadOnlySpan<float> pixels, ReadOnlySpan<float> edges, float margin, Span<long> counts)
    {
        const int Step = 16;
        uint* tables = stackalloc uint[TableCount * TableLength];
        Unsafe.InitBlock(tables, 0, TableCount * TableLength * sizeof(uint));
        int* bins = stackalloc int[BlockLength];
        double first = edges[0];
        double scale = Histogram.BinCount / (edges[Histogram.BinCount] - first);
        Vector512<float> origin = Vector512.Create(edges[0]);
        Vector512<float> factor = Vector512.Create((float)scale);
        Vector512<float> near = Vector512.Create(margin);
        Vector512<float> largest = Vector512.Create(float.MaxValue);
        int i = 0;
        fixed (float* at = pixels)
        {
            for (; i <= pixels.Length - BlockLength; i += BlockLength)
            {
                for (int j = 0; j < BlockLength; j += Step)
                {
                    Vector512<float> values = Vector512.Load(at + i + j);
                    Vector512<float> isFinite = Vector512.LessThanOrEqual(Vector512.Abs(values), largest);
                    Vector512<float> place = Vector512.MinNative(Vector512.MaxNative((values - origin) * factor, Vector512.Create(LowestPlace)), Vector512.Create(HighestPlace));
                    Vector512<float> doubtful = Vector512.LessThan(Vector512.Abs(place - Vector512.Round(place)), near) & isFinite;
                    Vector512.Store(Vector512.ConditionalSelect(isFinite.AsInt32(), Vector512.ConvertToInt32Native(place), Vector512.Create(Histogram.BinCount)), bins + j);
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
