using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>How far two planes of one field agree, pixel by pixel.</summary>
/// <param name="Pearson">Pearson's r of the pixels; NaN where a plane is constant.</param>
/// <param name="NormalisedRmse">Root mean square of predicted - stained over the standard deviation of the stain: 0 for the same plane, 1 for its mean
/// everywhere. NaN where the stain is constant. Means something only where both are in one unit.</param>
/// <param name="Slope">Least squares line of predicted on stained.</param>
/// <param name="Intercept">Predicted where stained is 0, on that line.</param>
/// <param name="PixelCount">Pixels that are finite in both.</param>
/// <param name="LeftOutCount">Pixels that are NaN or infinite in one.</param>
/// <param name="Reason">Why something is NaN.</param>
public sealed record PlaneAgreement(double Pearson, double NormalisedRmse, double Slope, double Intercept, long PixelCount, long LeftOutCount, NotEnough Reason)
{
    /// <summary>Compares two planes of one size in two passes of float64 sums; allocates nothing of their size.</summary>
    /// <exception cref="ArgumentException">The planes differ in size.</exception>
    public static PlaneAgreement Of(Plane<float> predicted, Plane<float> stained)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(stained);
        if (predicted.Height != stained.Height || predicted.Width != stained.Width)
        {
            throw new ArgumentException($"Planes of {predicted.Height}x{predicted.Width} and {stained.Height}x{stained.Width} cannot be compared; both must show the same pixels.", nameof(stained));
        }
        ReadOnlySpan<float> y = predicted.Pixels;
        ReadOnlySpan<float> x = stained.Pixels;
        (double centreX, double centreY, long count) = Centres(x, y);
        PairedMoments moments = default;
        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsFinite(x[i]) && float.IsFinite(y[i]))
            {
                moments.Add(x[i] - centreX, y[i] - centreY);
            }
        }
        NotEnough reason = count < 2 ? NotEnough.Pairs : moments.SquaresX > 0 && moments.SquaresY > 0 ? NotEnough.None : NotEnough.Spread;
        double slope = moments.SquaresX > 0 ? moments.Products / moments.SquaresX : double.NaN;
        double bias = moments.MeanY - moments.MeanX + (centreY - centreX);
        double squares = moments.SquaresOfDifference + (count * bias * bias);
        return new PlaneAgreement(
            moments.Pearson,
            moments.SquaresX > 0 ? Math.Sqrt(squares / moments.SquaresX) : double.NaN,
            slope,
            centreY + moments.MeanY - (slope * (centreX + moments.MeanX)),
            count,
            x.Length - count,
            reason);
    }

    // The mean of each plane over the pixels that count; of a constant plane the value itself, so that its deviations are exactly 0.
    private static (double X, double Y, long Count) Centres(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        (double sumX, double sumY, long count) = (0, 0, 0);
        (float lowX, float highX, float lowY, float highY) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        for (int i = 0; i < x.Length; i++)
        {
            if (float.IsFinite(x[i]) && float.IsFinite(y[i]))
            {
                sumX += x[i];
                sumY += y[i];
                count++;
                (lowX, highX) = (Math.Min(lowX, x[i]), Math.Max(highX, x[i]));
                (lowY, highY) = (Math.Min(lowY, y[i]), Math.Max(highY, y[i]));
            }
        }
        return (lowX == highX ? lowX : sumX / count, lowY == highY ? lowY : sumY / count, count);
    }
}
