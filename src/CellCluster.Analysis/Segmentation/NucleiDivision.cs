using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Divides a mask into nuclei: where the landscape of shape, intensity or both has a deep enough pass.</summary>
internal static class NucleiDivision
{
    /// <summary>Writes ids into <paramref name="labels"/>.</summary>
    /// <param name="mask">Foreground, holes filled.</param>
    /// <param name="summits">Smooth heights above the local background, at least 0.</param>
    /// <param name="how">What decides.</param>
    /// <param name="size">The parameters.</param>
    /// <param name="labels">Same size: 1..n, 0 outside the mask.</param>
    /// <returns>n.</returns>
    public static int Label(Plane<byte> mask, Plane<float> summits, Declumping how, MagnificationClass size, Plane<uint> labels)
    {
        if (how == Declumping.None)
        {
            return ConnectedComponents.Label(mask, labels);
        }
        if (how == Declumping.Intensity)
        {
            return BasinFlood.Label(summits, mask, size.Depth, size.LeastBasinPx, labels);
        }
        using var landscape = Plane<float>.Rent(mask.Height, mask.Width);
        if (float.IsFinite(DistanceTransform.Apply(mask, landscape)))
        {
            GaussianBlur.Apply(landscape, size.DistanceSigmaPx, landscape);
        }
        else
        {
            landscape.Pixels.Fill(1); // no background, so no shape: every distance is infinite, and a blur of it NaN
        }
        if (how == Declumping.ShapeAndIntensity)
        {
            Multiply(landscape.Pixels, summits.Pixels, size.HeightPower);
        }
        return BasinFlood.Label(landscape, mask, size.Depth, size.LeastBasinPx, labels);
    }

    // Sixteen pixels at a time, the remainder one by one with the same arithmetic.
    private static void Multiply(Span<float> landscape, ReadOnlySpan<float> heights, double power)
    {
        ref float product = ref MemoryMarshal.GetReference(landscape);
        ref float height = ref MemoryMarshal.GetReference(heights);
        int i = 0;
        for (; i <= landscape.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> factor = Vector512.LoadUnsafe(ref height, (nuint)i);
            factor = power switch
            {
                1 => factor,
                2 => factor * factor,
                _ => Vector512.Sqrt(factor),
            };
            (Vector512.LoadUnsafe(ref product, (nuint)i) * factor).StoreUnsafe(ref product, (nuint)i);
        }
        for (; i < landscape.Length; i++)
        {
            landscape[i] *= power switch
            {
                1 => heights[i],
                2 => heights[i] * heights[i],
                _ => MathF.Sqrt(heights[i]),
            };
        }
    }
}
