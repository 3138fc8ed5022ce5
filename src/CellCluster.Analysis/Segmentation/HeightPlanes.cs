using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>A plane as heights above its local background, twice: nearly as sharp as it is, for outlines, and smooth, for summits.</summary>
internal sealed class HeightPlanes : IDisposable
{
    private const double OutlineSigmaPx = 0.5;
    private const double SummitSigmaPx = 1.5;

    private HeightPlanes(Plane<float> outline, Plane<float> summits, float riseToBorder) => (Outline, Summits, RiseToBorder) = (outline, summits, riseToBorder);

    /// <summary>For outlines: the plane smoothed by half a pixel, less its background.</summary>
    public Plane<float> Outline { get; }

    /// <summary>For summits: the plane smoothed by one and a half pixels, less its background; nowhere below 0.</summary>
    public Plane<float> Summits { get; }

    /// <summary>See <see cref="CoarseBackground.Apply"/>.</summary>
    public float RiseToBorder { get; }

    /// <summary>Makes both.</summary>
    /// <param name="plane">Finite pixels.</param>
    /// <param name="blockPx">See <see cref="CoarseBackground"/>.</param>
    public static HeightPlanes Of(Plane<float> plane, int blockPx)
    {
        using var background = Plane<float>.Rent(plane.Height, plane.Width);
        float rise = CoarseBackground.Apply(plane, blockPx, background);
        var heights = new HeightPlanes(Plane<float>.Rent(plane.Height, plane.Width), Plane<float>.Rent(plane.Height, plane.Width), rise);
        GaussianBlur.Apply(plane, OutlineSigmaPx, heights.Outline);
        GaussianBlur.Apply(plane, SummitSigmaPx, heights.Summits);
        Subtract(background.Pixels, heights.Outline.Pixels, heights.Summits.Pixels);
        return heights;
    }

    /// <summary>Drops both.</summary>
    public void Dispose()
    {
        Outline.Dispose();
        Summits.Dispose();
    }

    // Sixteen pixels at a time, the remainder one by one with the same arithmetic.
    private static void Subtract(ReadOnlySpan<float> levels, Span<float> outline, Span<float> summits)
    {
        ref float level = ref MemoryMarshal.GetReference(levels);
        ref float sharp = ref MemoryMarshal.GetReference(outline);
        ref float smooth = ref MemoryMarshal.GetReference(summits);
        int i = 0;
        for (; i <= levels.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> from = Vector512.LoadUnsafe(ref level, (nuint)i);
            (Vector512.LoadUnsafe(ref sharp, (nuint)i) - from).StoreUnsafe(ref sharp, (nuint)i);
            Vector512.Max(Vector512<float>.Zero, Vector512.LoadUnsafe(ref smooth, (nuint)i) - from).StoreUnsafe(ref smooth, (nuint)i);
        }
        for (; i < levels.Length; i++)
        {
            outline[i] -= levels[i];
            summits[i] = Math.Max(0, summits[i] - levels[i]);
        }
    }
}
