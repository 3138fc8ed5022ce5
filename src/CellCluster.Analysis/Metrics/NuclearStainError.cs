using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>What a predicted nuclei plane misses against the stain: texture within the nuclei, sharpness of their rim (5.2 of the source).</summary>
/// <param name="NucleusCount">Nuclei compared.</param>
/// <param name="TextureError">RMS of (predicted - stained) detail within nuclei over RMS of the stained detail: 0 the same, 1 as bad as no detail at all.</param>
/// <param name="TextureShare">RMS of predicted over RMS of stained detail: below 1 where texture is missing, whatever its place.</param>
/// <param name="RimError">RMS of the difference of gradient magnitudes on the rims over RMS of the stained ones.</param>
/// <param name="RimWidthPredictedPx">Contrast of the predicted rim over its mean gradient, px: the width of a straight ramp; wide where blurred.</param>
/// <param name="RimWidthStainedPx">The same of the stain.</param>
/// <remarks>
/// Both planes in the same units (the model's scale and offset applied). Detail = plane - Gaussian (sigma 3 px, reflected border), on pixels of nuclei more than 3 px
/// from what is not of them. Rim = the other pixels of nuclei and those within 3 px of them; gradient = central differences. Contrast = mean of the pixels of
/// nuclei that are no rim less mean of the pixels 3 to 8 px away from nuclei. Undefined numbers are NaN: no nuclei, no such pixels, a flat stain. Pixels where either plane is not
/// finite become each plane's smallest finite value.
/// </remarks>
public sealed record NuclearStainError(
    int NucleusCount, double TextureError, double TextureShare, double RimError, double RimWidthPredictedPx, double RimWidthStainedPx)
{
    private const double DetailSigmaPx = 3;
    private const float RimPx = 3;
    private const float OutsidePx = 8;

    /// <summary>Predicted over stained rim width: above 1 the predicted rim is the blurrier one.</summary>
    public double RimWidthRatio => RimWidthPredictedPx / RimWidthStainedPx;

    /// <summary>Compares two planes of one field on one label image, such as the nuclei of the stain.</summary>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static NuclearStainError Of(Plane<float> predicted, Plane<float> stained, Plane<uint> nuclei)
    {
        ObjectMeasurements.CheckSizes(nuclei, predicted);
        ObjectMeasurements.CheckSizes(nuclei, stained);
        using var zones = Zones.Of(nuclei);
        using Plane<float> p = FiniteCopy(predicted, stained);
        using Plane<float> s = FiniteCopy(stained, predicted);
        (double pGradient, double sGradient, double rimDifference, double sSquares, long rims) = Rims(p, s, zones);
        double pContrast = zones.Contrast(p);
        double sContrast = zones.Contrast(s);
        using var blurred = Plane<float>.Rent(nuclei.Height, nuclei.Width);
        ToDetail(p, blurred);
        ToDetail(s, blurred);
        double difference = 0;
        double pDetail = 0;
        double sDetail = 0;
        for (int i = 0; i < p.PixelCount; i++)
        {
            if (zones.At[i] == Zones.Inside)
            {
                double a = p.Pixels[i];
                double b = s.Pixels[i];
                difference += (a - b) * (a - b);
                pDetail += a * a;
                sDetail += b * b;
            }
        }
        return new NuclearStainError(
            zones.NucleusCount,
            Ratio(Math.Sqrt(difference), Math.Sqrt(sDetail)),
            Ratio(Math.Sqrt(pDetail), Math.Sqrt(sDetail)),
            Ratio(Math.Sqrt(rimDifference), Math.Sqrt(sSquares)),
            Ratio(pContrast, pGradient / rims),
            Ratio(sContrast, sGradient / rims));
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : double.NaN;

    private static (double Predicted, double Stained, double Difference, double StainedSquares, long Count) Rims(Plane<float> predicted, Plane<float> stained, Zones zones)
    {
        double p = 0;
        double s = 0;
        double difference = 0;
        double squares = 0;
        long count = 0;
        for (int y = 1; y < predicted.Height - 1; y++)
        {
            for (int x = 1; x < predicted.Width - 1; x++)
            {
                if (zones.At[(y * predicted.Width) + x] == Zones.Rim)
                {
                    double a = Gradient(predicted, y, x);
                    double b = Gradient(stained, y, x);
                    p += a;
                    s += b;
                    difference += (a - b) * (a - b);
                    squares += b * b;
                    count++;
                }
            }
        }
        return (p, s, difference, squares, count);
    }

    private static double Gradient(Plane<float> plane, int y, int x)
    {
        double dy = ((double)plane[y + 1, x] - plane[y - 1, x]) / 2;
        double dx = ((double)plane[y, x + 1] - plane[y, x - 1]) / 2;
        return Math.Sqrt((dy * dy) + (dx * dx));
    }

    private static void ToDetail(Plane<float> plane, Plane<float> blurred)
    {
        GaussianBlur.Apply(plane, DetailSigmaPx, blurred);
        Span<float> pixels = plane.Pixels;
        ReadOnlySpan<float> smooth = blurred.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] -= smooth[i];
        }
    }

    // A pixel that either lacks is level in both: else the one that has it would seem to differ.
    private static Plane<float> FiniteCopy(Plane<float> plane, Plane<float> other)
    {
        (float minimum, _) = PixelLevels.Range(plane.Pixels);
        minimum = float.IsFinite(minimum) ? minimum : 0;
        var copy = Plane<float>.Rent(plane.Height, plane.Width);
        ReadOnlySpan<float> source = plane.Pixels;
        ReadOnlySpan<float> beside = other.Pixels;
        Span<float> target = copy.Pixels;
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = float.IsFinite(source[i]) && float.IsFinite(beside[i]) ? source[i] : minimum;
        }
        return copy;
    }

    /// <summary>Where each pixel lies relative to the borders of nuclei.</summary>
    private sealed class Zones : IDisposable
    {
        public const byte Inside = 1;
        public const byte Rim = 2;
        private const byte Outside = 3;
        private readonly Plane<byte> _zones;

        private Zones(Plane<byte> zones, int nucleusCount) => (_zones, NucleusCount) = (zones, nucleusCount);

        public int NucleusCount { get; }

        public ReadOnlySpan<byte> At => _zones.Pixels;

        public static Zones Of(Plane<uint> nuclei)
        {
            var zones = Plane<byte>.Rent(nuclei.Height, nuclei.Width);
            zones.Pixels.Clear();
            using ObjectRuns runs = ObjectRuns.Of(nuclei);
            if (runs.Count == 0)
            {
                return new Zones(zones, 0);
            }
            using NearestNucleus outside = NearestNucleus.Of(nuclei);
            using Plane<uint> beyond = NotInside(nuclei);
            using NearestNucleus inside = NearestNucleus.Of(beyond);
            for (int i = 0; i < nuclei.PixelCount; i++)
            {
                // Distances are to the nearest pixel of the other kind: 1 for pixels at the border itself.
                float out1 = outside.DistancePx.Pixels[i];
                float in1 = inside.DistancePx.Pixels[i];
                zones.Pixels[i] = out1 == 0
                    ? (in1 <= RimPx ? Rim : Inside)
                    : out1 <= RimPx ? Rim : out1 <= OutsidePx ? Outside : (byte)0;
            }
            return new Zones(zones, runs.Count);
        }

        public double Contrast(Plane<float> plane)
        {
            double inside = 0;
            double outside = 0;
            long insideCount = 0;
            long outsideCount = 0;
            for (int i = 0; i < plane.PixelCount; i++)
            {
                switch (_zones.Pixels[i])
                {
                    case Inside:
                        inside += plane.Pixels[i];
                        insideCount++;
                        break;
                    case Outside:
                        outside += plane.Pixels[i];
                        outsideCount++;
                        break;
                }
            }
            return (inside / insideCount) - (outside / outsideCount);
        }

        public void Dispose() => _zones.Dispose();

        // 1 where there is no nucleus, and on border pixels between two that touch.
        private static Plane<uint> NotInside(Plane<uint> nuclei)
        {
            var beyond = Plane<uint>.Rent(nuclei.Height, nuclei.Width);
            for (int y = 0; y < nuclei.Height; y++)
            {
                ReadOnlySpan<uint> ids = nuclei.Row(y);
                Span<uint> row = beyond.Row(y);
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = ids[x] == 0 || TouchesOther(nuclei, y, x) ? 1u : 0u;
                }
            }
            return beyond;
        }

        private static bool TouchesOther(Plane<uint> nuclei, int y, int x)
        {
            uint id = nuclei[y, x];
            return Differs(y - 1, x) || Differs(y + 1, x) || Differs(y, x - 1) || Differs(y, x + 1);

            bool Differs(int row, int column) =>
                row >= 0 && column >= 0 && row < nuclei.Height && column < nuclei.Width && nuclei[row, column] != 0 && nuclei[row, column] != id;
        }
    }
}
