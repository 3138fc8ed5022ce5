namespace CellCluster.Imaging;

/// <summary>The mean as a threshold: covers the signal generously (the source's first step for ER).</summary>
public static class MeanThreshold
{
    /// <summary>Mean of the finite pixels, summed in float64 row by row; NaN where there is none.</summary>
    public static double Of(Plane<float> plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        double sum = 0;
        long finite = 0;
        foreach (float pixel in plane.Pixels)
        {
            if (float.IsFinite(pixel))
            {
                sum += pixel;
                finite++;
            }
        }
        return sum / finite;
    }
}
