namespace CellCluster.Imaging;

internal static unsafe partial class SymmetricTaps
{
    internal static void ApplyScalar(float* centre, nint step, float* weights, int radius, float* destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float twice = centre[i] + centre[i];
            float sum = 0;
            for (int k = radius; k >= 1; k--)
            {
                sum = MathF.FusedMultiplyAdd(weights[k], centre[i - (k * step)] + centre[i + (k * step)] - twice, sum);
            }
            destination[i] = centre[i] + sum;
        }
    }
}
