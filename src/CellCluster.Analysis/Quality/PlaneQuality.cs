using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>How good a raw transmitted-light plane is, before anything is done to it (docs/algorithms/quality.md).</summary>
/// <param name="IsBlank">All finite pixels are equal, or none is finite: the shutter was closed. Such a field is a gap.</param>
/// <param name="Minimum">Smallest finite pixel, grey levels; NaN where there is none.</param>
/// <param name="Maximum">Largest finite pixel.</param>
/// <param name="Mean">Mean of the finite pixels; NaN where there is none.</param>
/// <param name="Focus">Variance over mean: falls with defocus, at equal exposure; 0 for a blank plane or a mean that is not positive.</param>
/// <param name="SaturatedShare">Share of pixels at the largest value of the pixel type (255, 65,535; for a float plane at its own maximum), 0..1.</param>
/// <param name="NonFinitePixelCount">NaN and infinite pixels of a float plane.</param>
public sealed record PlaneQuality(bool IsBlank, double Minimum, double Maximum, double Mean, double Focus, double SaturatedShare, long NonFinitePixelCount)
{
    /// <summary>A field with a lower share of structured tiles than this has nothing but dust in it: nine tiles of a 2136 x 2136 plane.</summary>
    public const double EmptyBelow = 0.002;

    /// <summary>Variance over the median of the focus (variance over mean) of the 32 px tiles, grey levels: low where all tiles are alike, as in a field out
    /// of focus or without cells; compares fields that are covered alike. NaN below two whole tiles, or where their median is not positive.</summary>
    public double LocalFocus { get; init; } = double.NaN;

    /// <summary>Slope of log power over log spatial frequency: the best single measure of blur; about -1.5 sharp, below -3 blurred. NaN for planes below 32 px,
    /// blank ones, and where a pixel of the centre is not finite.</summary>
    public double PowerSlope { get; init; } = double.NaN;

    /// <summary>Strength of the illumination gradient: range over the field of a quadratic surface fitted to the means of the tiles, over the mean: 0 even
    /// light. NaN below 3 x 3 whole tiles or where the mean is not positive.</summary>
    public double Gradient { get; init; } = double.NaN;

    /// <summary>Share of the tiles whose variance is above four times that of the pixel noise: they show something, 0..1. NaN without a whole tile.</summary>
    public double StructuredShare { get; init; } = double.NaN;

    /// <summary>The plane is not blank, but next to no tile of it shows more than noise: probably no cells. (A field's flag `empty` comes from the
    /// segmentation: no nuclei.)</summary>
    public bool IsEmpty => !IsBlank && StructuredShare < EmptyBelow;

    /// <summary>Why it is blank, for a person; null where it is not.</summary>
    public string? WhyBlank => !IsBlank ? null : double.IsNaN(Minimum) ? "no pixel has a finite value" : FormattableString.Invariant($"every finite pixel has the grey level {Minimum}");

    /// <summary>Measures a byte, ushort or float plane. One pass by vector and one transform of the centre; scratch is pooled; the same bits everywhere.</summary>
    /// <exception cref="ArgumentException">The plane is a label image.</exception>
    public static PlaneQuality Of(Plane plane) => plane switch
    {
        Plane<byte> bytes => Of(bytes, byte.MaxValue),
        Plane<ushort> words => Of(words, ushort.MaxValue),
        Plane<float> floats => Of(floats, double.NaN),
        _ => throw new ArgumentException($"A plane of {plane?.PixelType} is no raw image; byte, ushort and float planes are.", nameof(plane)),
    };

    private static PlaneQuality Of<T>(Plane<T> plane, double ceiling)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        using TileStatistics tiles = TileStatistics.Of(plane);
        long missing = plane.PixelCount - tiles.FiniteCount;
        if (tiles.FiniteCount == 0)
        {
            return new PlaneQuality(true, double.NaN, double.NaN, double.NaN, 0, 0, missing);
        }
        bool blank = tiles.Minimum == tiles.Maximum;
        double mean = tiles.Mean;
        bool saturated = double.IsNaN(ceiling) ? !blank : tiles.Maximum == ceiling;
        double share = saturated ? (double)plane.Pixels.Count(T.CreateChecked(tiles.Maximum)) / tiles.FiniteCount : 0;
        return new PlaneQuality(blank, tiles.Minimum, tiles.Maximum, mean, blank || mean <= 0 ? 0 : tiles.Variance / mean, share, missing)
        {
            LocalFocus = blank ? double.NaN : tiles.LocalFocus(),
            Gradient = tiles.Gradient(),
            StructuredShare = tiles.StructuredShare(typeof(T) == typeof(float) ? 0 : 1.0 / 12),
            PowerSlope = blank ? double.NaN : PowerSpectrum.Slope(plane),
        };
    }
}
