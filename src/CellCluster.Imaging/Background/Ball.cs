namespace CellCluster.Imaging;

/// <summary>The ball that is rolled under a plane: a half ellipsoid, <see cref="RadiusPx"/> wide and <see cref="RadiusPx"/> * <see cref="LevelsPerPx"/> high.</summary>
/// <remarks>
/// A plane's axes are px and its heights grey levels, so a ball needs the exchange rate between them, and there is none that fits all planes:
/// 1 level per px is scikit-image's and ImageJ's ball on 8-bit and 16-bit levels; on a plane in [0, 1] the same ball is a tower 50 times as high as
/// the plane, so its top is almost a point, and 1/255 level per px is what 1 is for 8-bit levels. 0 makes the ball a flat disk.
/// Depth below the apex at distance d: levels * r - levels * sqrt(r^2 - d^2), each product rounded to float32, as scikit-image does; outside d &lt;= r
/// there is no ball.
/// </remarks>
public readonly record struct Ball
{
    /// <summary>Largest radius, px.</summary>
    public const double LargestRadiusPx = 500;

    private const double LargestHeight = 1e30;

    /// <summary>A ball.</summary>
    /// <param name="radiusPx">Half width, px, above 0, at most <see cref="LargestRadiusPx"/>; need not be whole.</param>
    /// <param name="levelsPerPx">Grey levels of the plane that stand for one px of the ball's height, 0 or more; radius * levels at most 1e30. There is no default.</param>
    public Ball(double radiusPx, double levelsPerPx)
    {
        if (!(radiusPx > 0 && radiusPx <= LargestRadiusPx))
        {
            throw new ArgumentOutOfRangeException(nameof(radiusPx), radiusPx, $"expected a radius above 0, at most {LargestRadiusPx} px");
        }
        if (!(levelsPerPx >= 0 && levelsPerPx * radiusPx <= LargestHeight))
        {
            throw new ArgumentOutOfRangeException(nameof(levelsPerPx), levelsPerPx, $"expected grey levels per px of the ball's height, 0 or more, the whole height at most {LargestHeight}");
        }
        RadiusPx = radiusPx;
        LevelsPerPx = levelsPerPx;
    }

    /// <summary>Half width, px.</summary>
    public double RadiusPx { get; }

    /// <summary>Grey levels per px of height.</summary>
    public double LevelsPerPx { get; }

    /// <summary>Largest whole offset along an axis that may lie under the ball, px.</summary>
    internal int ReachPx => (int)Math.Ceiling(RadiusPx);

    /// <summary>How far the ball's surface lies below its apex at an offset, grey levels; +infinity where there is no ball.</summary>
    internal float Depth(int dy, int dx)
    {
        double squared = ((double)dy * dy) + ((double)dx * dx);
        return Math.Sqrt(squared) > RadiusPx
            ? float.PositiveInfinity
            : (float)(LevelsPerPx * RadiusPx) - (float)(LevelsPerPx * Math.Sqrt(Math.Max(0, (RadiusPx * RadiusPx) - squared)));
    }

    /// <summary>The same ball on a plane whose px are <paramref name="factor"/> times as large.</summary>
    internal Ball OnLargerPixels(double factor) => new(RadiusPx / factor, LevelsPerPx * factor);
}
