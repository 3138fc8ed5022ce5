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
        ReadOnlySpan<float> levels = background.Pixels;
        Span<float> outline = heights.Outline.Pixels;
        Span<float> summits = heights.Summits.Pixels;
        for (int i = 0; i < levels.Length; i++)
        {
            outline[i] -= levels[i];
            summits[i] = Math.Max(0, summits[i] - levels[i]);
        }
        return heights;
    }

    /// <summary>Drops both.</summary>
    public void Dispose()
    {
        Outline.Dispose();
        Summits.Dispose();
    }
}
