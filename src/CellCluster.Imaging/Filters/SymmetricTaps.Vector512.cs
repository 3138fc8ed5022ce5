using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static unsafe partial class SymmetricTaps
{
    // Lane i of sum n = output i + 16 n of the block: four sums share each weight and hide the latency of the fused product.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply512(float* centre, nint step, float* weights, int radius, float* destination, int count)
    {
        const int Lanes = 16;
        for (int i = 0; i < count; i += 4 * Lanes)
        {
            float* at = centre + i;
            Vector512<float> twice0 = Twice(at);
            Vector512<float> twice1 = Twice(at + Lanes);
            Vector512<float> twice2 = Twice(at + (2 * Lanes));
            Vector512<float> twice3 = Twice(at + (3 * Lanes));
            Vector512<float> sum0 = Vector512<float>.Zero;
            Vector512<float> sum1 = Vector512<float>.Zero;
            Vector512<float> sum2 = Vector512<float>.Zero;
            Vector512<float> sum3 = Vector512<float>.Zero;
            float* before = at - (radius * step);
            float* after = at + (radius * step);
            for (int k = radius; k >= 1; k--, before += step, after -= step)
            {
                Vector512<float> weight = Vector512.Create(weights[k]);
                sum0 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(before) + Vector512.Load(after) - twice0, sum0);
                sum1 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(before + Lanes) + Vector512.Load(after + Lanes) - twice1, sum1);
                sum2 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(before + (2 * Lanes)) + Vector512.Load(after + (2 * Lanes)) - twice2, sum2);
                sum3 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(before + (3 * Lanes)) + Vector512.Load(after + (3 * Lanes)) - twice3, sum3);
            }
            Vector512.Store(Vector512.Load(at) + sum0, destination + i);
            Vector512.Store(Vector512.Load(at + Lanes) + sum1, destination + i + Lanes);
            Vector512.Store(Vector512.Load(at + (2 * Lanes)) + sum2, destination + i + (2 * Lanes));
            Vector512.Store(Vector512.Load(at + (3 * Lanes)) + sum3, destination + i + (3 * Lanes));
        }

        static Vector512<float> Twice(float* at) => Vector512.Load(at) + Vector512.Load(at);
    }
}
