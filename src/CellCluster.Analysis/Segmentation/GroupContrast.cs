using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>How far the foreground of a mask stands out.</summary>
internal static class GroupContrast
{
    /// <summary>Mean of the foreground less mean of the background, over the background's standard deviation; 0 where a group is empty or the background is flat.</summary>
    public static double Of(Plane<float> plane, Plane<byte> mask)
    {
        ReadOnlySpan<float> pixels = plane.Pixels;
        ReadOnlySpan<byte> foreground = mask.Pixels;
        double aboveSum = 0;
        double belowSum = 0;
        double belowSquares = 0;
        long above = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            double pixel = pixels[i];
            if (foreground[i] != 0)
            {
                above++;
                aboveSum += pixel;
            }
            else
            {
                belowSum += pixel;
                belowSquares += pixel * pixel;
            }
        }
        long below = pixels.Length - above;
        if (above == 0 || below == 0)
        {
            return 0;
        }
        double mean = belowSum / below;
        double variance = (belowSquares / below) - (mean * mean);
        return variance > 0 ? ((aboveSum / above) - mean) / Math.Sqrt(variance) : 0;
    }
}
