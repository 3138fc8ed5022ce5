namespace CellCluster.Imaging;

/// <summary>Which background a rolled ball leaves.</summary>
public enum BallSense
{
    /// <summary>Erosion: the height of the ball's apex below each pixel, as scikit-image's <c>rolling_ball</c>. Lies below the opening: a pixel is its own background only where the ball touches with its apex.</summary>
    Apex,

    /// <summary>Opening: erosion, then dilation with the same ball: whatever the ball's surface reaches from below. What Sternberg and the source mean.</summary>
    Opening,
}

/// <summary>Background of a plane by a ball rolled under it: bright objects narrower than the ball stay out of it.</summary>
/// <remarks>
/// apex(y, x) = min of plane(y + dy, x + dx) + depth(dy, dx); opening(y, x) = max of apex(y + dy, x + dx) - depth(dy, dx); over all offsets
/// under the ball, <see cref="Ball"/> gives the depths. Border: there is nothing outside the plane (+infinity for the erosion, -infinity for the dilation). Pixels that
/// are not finite count as outside; where nothing finite lies under the ball the background is NaN.
/// Exact: the same float32 numbers as trying every offset (scikit-image's float32 result; SciPy's grey_erosion and grey_dilation), on
/// every processor. Noise pulls the background down, towards the least pixel under the ball: smooth before where that matters.
/// Time depends on the plane (docs/algorithms/background.md has figures): 2136x2136, r = 50, takes tens of ms on noise, seconds where all pixels tie.
/// Single-threaded, thread-safe; scratch is pooled.
/// Source: S. R. Sternberg, Biomedical image processing, Computer 16 (1983), doi:10.1109/MC.1983.1654163.
/// </remarks>
public static class RollingBall
{
    /// <summary>Writes the background of <paramref name="source"/>.</summary>
    /// <param name="source">(height, width) float, any scale.</param>
    /// <param name="ball">Radius in px of the plane, and its height in the plane's grey levels.</param>
    /// <param name="sense">Apex or opening.</param>
    /// <param name="background">A plane of the same size; may be the source.</param>
    public static void Background(Plane<float> source, Ball ball, BallSense sense, Plane<float> background)
    {
        SizeCheck.Same(source, background, nameof(background));
        Check(ball);
        BallErosion.Apply(source, ball, negate: false, background);
        if (sense == BallSense.Opening)
        {
            BallErosion.Apply(background, ball, negate: true, background);
        }
    }

    /// <summary>Writes source - background; parameters as for <see cref="Background"/>. Never below 0 but for rounding of the opening (half a unit in the last place).</summary>
    public static void Subtract(Plane<float> source, Ball ball, BallSense sense, Plane<float> destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        using var background = Plane<float>.Rent(source.Height, source.Width);
        Background(source, ball, sense, background);
        ReadOnlySpan<float> from = source.Pixels;
        ReadOnlySpan<float> under = background.Pixels;
        Span<float> to = destination.Pixels;
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i] - under[i];
        }
    }

    /// <summary>The factor by which <see cref="FastBackground"/> shrinks for a radius, as ImageJ chooses it: 1 up to 10 px, 2 up to 30, 4 up to 100, else 8.</summary>
    public static int ShrinkFor(double radiusPx) => radiusPx <= 10 ? 1 : radiusPx <= 30 ? 2 : radiusPx <= 100 ? 4 : 8;

    /// <summary>Writes an approximate background: the plane shrunk to the least pixel of each block, a smaller ball rolled, the result enlarged bilinearly, nowhere above the source.</summary>
    /// <remarks>The error is bounded by nothing but the plane: docs/algorithms/background.md has measured ones. Where <see cref="Background"/> gives NaN, or a neighbouring block has nothing finite in reach, NaN.</remarks>
    /// <param name="source">(height, width) float, any scale.</param>
    /// <param name="ball">Radius in px of the plane, and its height in the plane's grey levels.</param>
    /// <param name="sense">Apex or opening.</param>
    /// <param name="shrink">Side of the blocks, px, 1..64, at most the radius; 1 is exact. <see cref="ShrinkFor"/> has the usual ones.</param>
    /// <param name="background">A plane of the same size; may be the source.</param>
    public static void FastBackground(Plane<float> source, Ball ball, BallSense sense, int shrink, Plane<float> background)
    {
        SizeCheck.Same(source, background, nameof(background));
        Check(ball);
        if (shrink < 1 || shrink > 64 || (shrink > 1 && shrink > ball.RadiusPx))
        {
            throw new ArgumentOutOfRangeException(nameof(shrink), shrink, $"expected 1..64 px, at most the ball's radius of {ball.RadiusPx} px");
        }
        if (shrink == 1)
        {
            Background(source, ball, sense, background);
            return;
        }
        using Plane<float> small = BlockGrid.Least(source, shrink);
        Background(small, ball.OnLargerPixels(shrink), sense, small);
        using var enlarged = Plane<float>.Rent(source.Height, source.Width);
        BlockGrid.Enlarge(small, shrink, shrink, enlarged);
        ReadOnlySpan<float> from = source.Pixels;
        ReadOnlySpan<float> under = enlarged.Pixels;
        Span<float> to = background.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] < under[i] && float.IsFinite(from[i]) ? from[i] : under[i];
        }
    }

    private static void Check(Ball ball)
    {
        if (!(ball.RadiusPx > 0))
        {
            throw new ArgumentException("the ball has no radius: default(Ball) is none; expected new Ball(radiusPx, levelsPerPx)", nameof(ball));
        }
    }
}
