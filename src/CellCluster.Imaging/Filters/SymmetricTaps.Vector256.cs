using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static unsafe partial class SymmetricTaps
{
    // Lane i of sum n = output i + 8 n of the block: four sums share each weight and hide the latency of the fused product.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply256(float* centre, nint step, float* weights, int radius, float* destination, int count)
    {
        const int Lanes = 8;
        for (int i = 0; i < count; i += 4 * Lanes)
        {
            float* at = centre + i;
            Vector256<float> twice0 = Twice(at);
            Vector256<float> twice1 = Twice(at + Lanes);
            Vector256<float> twice2 = Twice(at + (2 * Lanes));
            Vector256<float> twice3 = Twice(at + (3 * Lanes));
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;
            Vector256<float> sum2 = Vector256<float>.Zero;
            Vector256<float> sum3 = Vector256<float>.Zero;
            float* before = at - (radius * step);
            float* after = at + (radius * step);
            for (int k = radius; k >= 1; k--, before += step, after -= step)
            {
                Vector256<float> weight = Vector256.Create(weights[k]);
                sum0 = Vector256.FusedMultiplyAdd(weight, Vector256.Load(before) + Vector256.Load(after) - twice0, sum0);
                sum1 = Vector256.FusedMultiplyAdd(weight, Vector256.Load(before + Lanes) + Vector256.Load(after + Lanes) - twice1, sum1);
                sum2 = Vector256.FusedMultiplyAdd(weight, Vector256.Load(before + (2 * Lanes)) + Vector256.Load(after + (2 * Lanes)) - twice2, sum2);
                sum3 = Vector256.FusedMultiplyAdd(weight, Vector256.Load(before + (3 * Lanes)) + Vector256.Load(after + (3 * Lanes)) - twice3, sum3);
            }
            Vector256.Store(Vector256.Load(at) + sum0, destination + i);
            Vector256.Store(Vector256.Load(at + Lanes) + sum1, destination + i + Lanes);
            Vector256.Store(Vector256.Load(at + (2 * Lanes)) + sum2, destination + i + (2 * Lanes));
            Vector256.Store(Vector256.Load(at + (3 * Lanes)) + sum3, destination + i + (3 * Lanes));
        }

        static Vector256<float> Twice(float* at) => Vector256.Load(at) + Vector256.Load(at);
    }
}
