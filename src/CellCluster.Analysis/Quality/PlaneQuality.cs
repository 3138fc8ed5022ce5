using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>How good a raw transmitted-light plane is, before anything is done to it.</summary>
/// <param name="IsBlank">All finite pixels are equal, or none is finite: the shutter was closed. Such a field is a gap.</param>
/// <param name="Minimum">Smallest finite pixel, grey levels.</param>
/// <param name="Maximum">Largest finite pixel.</param>
/// <param name="Mean">Mean of the finite pixels; NaN where there is none.</param>
/// <param name="Focus">Variance over mean: falls with defocus, at equal exposure; 0 for a blank plane or a mean that is not positive.</param>
/// <param name="SaturatedShare">Share of pixels at the largest value of the pixel type (255, 65,535; for a float plane at its own maximum), 0..1.</param>
/// <param name="NonFinitePixelCount">NaN and infinite pixels of a float plane.</param>
public sealed record PlaneQuality(bool IsBlank, double Minimum, double Maximum, double Mean, double Focus, double SaturatedShare, long NonFinitePixelCount)
{
    /// <summary>Measures a byte, ushort or float plane. One pass, no allocation.</summary>
    /// <exception cref="ArgumentException">The plane is a label image.</exception>
    public static PlaneQuality Of(Plane plane) => plane switch
    {
        Plane<byte> bytes => Of<byte>(bytes.Pixels, byte.MaxValue),
        Plane<ushort> words => Of<ushort>(words.Pixels, ushort.MaxValue),
        Plane<float> floats => Of<float>(floats.Pixels, double.NaN),
        _ => throw new ArgumentException($"A plane of {plane?.PixelType} is no raw image; byte, ushort and float planes are.", nameof(plane)),
    };

    /// <summary>True for a result that is no gap: the plane shows something (it is not blank), and segmentation found no object in it.</summary>
    /// <remarks>No limit on <see cref="Focus"/> is set here: it depends on exposure and modality, so it compares fields of one plate only.</remarks>
    /// <param name="objectCount">Objects of all organelles of the field.</param>
    public bool IsEmptyField(int objectCount) => !IsBlank && objectCount == 0;

    private static PlaneQuality Of<T>(ReadOnlySpan<T> pixels, double ceiling)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        double minimum = double.PositiveInfinity;
        double maximum = double.NegativeInfinity;
        double sum = 0;
        double squares = 0;
        long finite = 0;
        long atMaximum = 0;
        double origin = double.NaN; // squares are taken from the first pixel, so that a large mean costs no digits
        foreach (T pixel in pixels)
        {
            double value = double.CreateTruncating(pixel);
            if (!double.IsFinite(value))
            {
                continue;
            }
            if (finite++ == 0)
            {
                origin = value;
            }
            if (value > maximum)
            {
                maximum = value;
                atMaximum = 0;
            }
            atMaximum += value == maximum ? 1 : 0;
            minimum = Math.Min(minimum, value);
            double difference = value - origin;
            sum += difference;
            squares += difference * difference;
        }
        long missing = pixels.Length - finite;
        if (finite == 0)
        {
            return new PlaneQuality(true, double.NaN, double.NaN, double.NaN, 0, 0, missing);
        }
        double mean = origin + (sum / finite);
        double variance = Math.Max(0, (squares / finite) - ((sum / finite) * (sum / finite)));
        bool blank = minimum == maximum;
        bool saturated = double.IsNaN(ceiling) ? !blank : maximum == ceiling;
        return new PlaneQuality(blank, minimum, maximum, mean, blank || mean <= 0 ? 0 : variance / mean, saturated ? (double)atMaximum / finite : 0, missing);
    }
}
