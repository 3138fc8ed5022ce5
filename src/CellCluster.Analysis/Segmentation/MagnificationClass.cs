namespace CellCluster.Analysis;

/// <summary>How large the nuclei of a plane are, in pixels: three classes, each with fixed parameters, the smallest in two forms.</summary>
/// <remarks>
/// The class is found from the plane itself: the area that half of the foreground of a first pass lies in objects at or below (pixels decide, not objects,
/// so debris weighs little). The parameters were chosen on one half of a public set of 160 fluorescence images (docs/algorithms/nuclei.md), never per image.
/// </remarks>
internal sealed record MagnificationClass
{
    private const double SmallBelowPx = 235;
    private const double MediumBelowPx = 480;

    public static readonly MagnificationClass Small = new()
    {
        Name = "small",
        OutlineShare = 0.41f,
        LevelQuantile = 0.90,
        DistanceSigmaPx = 0.93,
        HeightPower = 2,
        Depth = 0.2f,
        LeastBasinPx = 7,
        MinAreaPx = 26,
        LeastRelativeLevel = 0.38f,
    };

    public static readonly MagnificationClass Spots = Small with
    {
        Name = "spots",
        OutlineShare = 0.55f,
        LevelQuantile = 1,
        MinAreaPx = 22,
    };

    public static readonly MagnificationClass Medium = new()
    {
        Name = "medium",
        OutlineShare = 0.405f,
        LevelQuantile = 0.5,
        DistanceSigmaPx = 0.45,
        HeightPower = 0.5,
        Depth = 0.1f,
        LeastBasinPx = 12,
        MinAreaPx = 22,
        LeastRelativeLevel = 0.36f,
    };

    public static readonly MagnificationClass Large = new()
    {
        Name = "large",
        OutlineShare = 0.42f,
        LevelQuantile = 0.6,
        DistanceSigmaPx = 0.85,
        HeightPower = 1,
        Depth = 0.25f,
        LeastBasinPx = 50,
        MinAreaPx = 49,
        LeastRelativeLevel = 0.24f,
    };

    /// <summary>small, spots, medium or large.</summary>
    public required string Name { get; init; }

    /// <summary>An object ends where its height above the local background falls below this share of its own level.</summary>
    public required float OutlineShare { get; init; }

    /// <summary>An object's own level is this quantile of its pixels' heights.</summary>
    public required double LevelQuantile { get; init; }

    /// <summary>Smoothing of the distance to the outline before objects are split, px.</summary>
    public required double DistanceSigmaPx { get; init; }

    /// <summary>Where shape and intensity both decide, the landscape is distance * height to this power: 0.5, 1 or 2.</summary>
    public required double HeightPower { get; init; }

    /// <summary>Two parts of a landscape are two objects where the pass between them lies at least this share below the lower summit.</summary>
    public required float Depth { get; init; }

    /// <summary>A part of fewer pixels where it meets another is no object of its own, px.</summary>
    public required int LeastBasinPx { get; init; }

    /// <summary>Smallest object where neither pixel size nor a limit is given, px.</summary>
    public required int MinAreaPx { get; init; }

    /// <summary>An object whose own level is below this share of the typical one of the plane is out of focus or no nucleus.</summary>
    public required float LeastRelativeLevel { get; init; }

    /// <summary>The class of a typical area, px.</summary>
    /// <param name="typicalAreaPx">Area.</param>
    /// <param name="areSpots">See <see cref="SpotTest"/>.</param>
    public static MagnificationClass Of(double typicalAreaPx, bool areSpots = false) => typicalAreaPx < SmallBelowPx ? areSpots ? Spots : Small : typicalAreaPx < MediumBelowPx ? Medium : Large;

    /// <summary>The area at or below which objects hold half of all their pixels; 0 without objects. Sorts <paramref name="areas"/>.</summary>
    public static int TypicalArea(Span<int> areas)
    {
        areas.Sort();
        long total = 0;
        foreach (int area in areas)
        {
            total += area;
        }
        long sum = 0;
        foreach (int area in areas)
        {
            sum += area;
            if (2 * sum >= total)
            {
                return area;
            }
        }
        return 0;
    }
}
