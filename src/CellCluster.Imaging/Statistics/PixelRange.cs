namespace CellCluster.Imaging;

/// <summary>Smallest and largest finite pixel, and how many there are.</summary>
/// <param name="Minimum">NaN where no pixel is finite.</param>
/// <param name="Maximum">NaN where no pixel is finite.</param>
/// <param name="FiniteCount">Finite pixels.</param>
/// <param name="NonFiniteCount">NaN and infinite pixels.</param>
public readonly record struct PixelRange(float Minimum, float Maximum, long FiniteCount, long NonFiniteCount)
{
    internal static float Lesser(float a, float b) => float.IsNaN(a) || b < a ? b : a;

    internal static float Greater(float a, float b) => float.IsNaN(a) || b > a ? b : a;
}
