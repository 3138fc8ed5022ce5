using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Area, place and moments of one object from its runs.</summary>
/// <remarks>Moments are sums of integers relative to the object's corner, so they are exact and do not depend on where in the plane it lies.</remarks>
internal readonly record struct ObjectShape(
    int AreaPx, PixelRect BoundingBox, double CentroidYPx, double CentroidXPx, double Eccentricity, double MajorAxisPx, double MinorAxisPx)
{
    /// <summary>The shape of a row-by-row list of runs, at least one.</summary>
    public static ObjectShape Of(ReadOnlySpan<ObjectRun> runs)
    {
        int left = int.MaxValue;
        int right = 0;
        foreach (ObjectRun run in runs)
        {
            left = Math.Min(left, run.X);
            right = Math.Max(right, run.End);
        }
        int top = runs[0].Y;
        long area = 0;
        long sumY = 0;
        long sumX = 0;
        long sumYY = 0;
        long sumXX = 0;
        long sumXY = 0;
        foreach (ObjectRun run in runs)
        {
            long n = run.Length;
            long y = run.Y - top;
            long x = run.X - left;
            long steps = n * (n - 1) / 2; // 0 + 1 + .. + (n - 1)
            long xs = (n * x) + steps;
            area += n;
            sumY += n * y;
            sumX += xs;
            sumYY += n * y * y;
            sumXX += (n * x * x) + (2 * x * steps) + ((n - 1) * n * ((2 * n) - 1) / 6);
            sumXY += xs * y;
        }
        double meanY = (double)sumY / area;
        double meanX = (double)sumX / area;
        double varianceY = ((double)sumYY / area) - (meanY * meanY);
        double varianceX = ((double)sumXX / area) - (meanX * meanX);
        double covariance = ((double)sumXY / area) - (meanY * meanX);
        double middle = (varianceY + varianceX) / 2;
        double half = Math.Sqrt(((varianceY - varianceX) * (varianceY - varianceX) / 4) + (covariance * covariance));
        double major = Math.Max(0, middle + half);
        double minor = Math.Max(0, middle - half);
        return new ObjectShape(
            (int)area,
            new PixelRect(top, left, runs[^1].Y + 1 - top, right - left),
            top + meanY,
            left + meanX,
            major > 0 ? Math.Sqrt(1 - (minor / major)) : 0,
            4 * Math.Sqrt(major),
            4 * Math.Sqrt(minor));
    }
}
