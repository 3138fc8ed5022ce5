using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Fills the holes of a mask: background that no path of edge-sharing pixels joins to the border becomes foreground.</summary>
/// <remarks>Equal to SciPy's <c>binary_fill_holes</c>. Foreground is any value but 0. O(pixels); scratch is pooled.</remarks>
public static class HoleFilling
{
    /// <summary>Fills the holes of <paramref name="mask"/> in place; every foreground pixel becomes 255.</summary>
    /// <returns>How many pixels were filled.</returns>
    public static long Fill(Plane<byte> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Span<byte> pixels = mask.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] == 0 ? ThresholdMask.Foreground : (byte)0; // the background, to be labelled
        }
        using var labels = Plane<uint>.Rent(mask.Height, mask.Width);
        int count;
        using (PlaneMat from = mask.AsMat())
        using (PlaneMat to = labels.AsMat())
        {
            count = Cv2.ConnectedComponents(from.Mat, to.Mat, PixelConnectivity.Connectivity4, MatType.CV_32S);
            to.RequireInPlace();
        }
        bool[] open = OpenRegions(labels, count);
        long filled = 0;
        ReadOnlySpan<uint> ids = labels.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            bool hole = ids[i] != 0 && !open[ids[i]];
            filled += hole ? 1 : 0;
            pixels[i] = ids[i] == 0 || hole ? ThresholdMask.Foreground : (byte)0;
        }
        return filled;
    }

    private static bool[] OpenRegions(Plane<uint> labels, int count)
    {
        bool[] open = new bool[count];
        foreach (uint id in labels.Row(0))
        {
            open[id] = true;
        }
        foreach (uint id in labels.Row(labels.Height - 1))
        {
            open[id] = true;
        }
        for (int y = 0; y < labels.Height; y++)
        {
            open[labels[y, 0]] = true;
            open[labels[y, labels.Width - 1]] = true;
        }
        return open;
    }
}
