using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Grey levels of one object from its runs.</summary>
internal static class Intensities
{
    /// <summary>Sums are float64 from the object's first finite pixel, so that a large mean costs no digits.</summary>
    public static ObjectIntensity Of(ReadOnlySpan<ObjectRun> runs, Plane<float> plane)
    {
        double origin = double.NaN;
        long finite = 0;
        double sum = 0;
        double squares = 0;
        float minimum = float.PositiveInfinity;
        float maximum = float.NegativeInfinity;
        foreach (ObjectRun run in runs)
        {
            foreach (float pixel in plane.Row(run.Y).Slice(run.X, run.Length))
            {
                if (!float.IsFinite(pixel))
                {
                    continue;
                }
                if (finite++ == 0)
                {
                    origin = pixel;
                }
                double difference = pixel - origin;
                sum += difference;
                squares += difference * difference;
                minimum = Math.Min(minimum, pixel);
                maximum = Math.Max(maximum, pixel);
            }
        }
        if (finite == 0)
        {
            return new ObjectIntensity(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }
        double shift = sum / finite;
        double variance = Math.Max(0, (squares / finite) - (shift * shift));
        return new ObjectIntensity(
            origin + shift, (origin * finite) + sum, minimum, maximum, Math.Sqrt(variance), double.NaN, double.NaN, double.NaN, double.NaN);
    }
}
