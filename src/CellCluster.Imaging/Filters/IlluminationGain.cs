using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>What a plane and its background add up to.</summary>
/// <param name="Sum">Of the plane.</param>
/// <param name="RatioSum">Of plane / background.</param>
/// <param name="Least">Smallest background.</param>
/// <param name="Most">Largest background.</param>
/// <param name="Floored">Background pixels raised to the floor.</param>
internal readonly record struct IlluminationSums(double Sum, double RatioSum, float Least, float Most, long Floored);

/// <summary>The two passes of an illumination correction.</summary>
/// <remarks>Sums are float64 in the order of <see cref="PixelStatistics"/>: the same bits on every path.</remarks>
internal static partial class IlluminationGain
{
    private const int Lanes = PixelStatistics.Lanes;

    /// <summary>Raises background pixels below <paramref name="floor"/> (and NaN) to it, in place, and adds up.</summary>
    public static IlluminationSums Add(ReadOnlySpan<float> source, Span<float> background, float floor) =>
        Vector512.IsHardwareAccelerated ? Add512(source, background, floor)
        : Vector256.IsHardwareAccelerated ? Add256(source, background, floor)
        : AddScalar(source, background, floor);

    /// <summary>destination = source * (level / background), in float64.</summary>
    public static void Multiply(ReadOnlySpan<float> source, ReadOnlySpan<float> background, double level, Span<float> destination)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(source, background, level, destination);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply256(source, background, level, destination);
        }
        else
        {
            MultiplyScalar(source, background, level, destination);
        }
    }
}
