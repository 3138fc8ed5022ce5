using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Turns a mask into a label image: one id per group of pixels that touch at edges or corners.</summary>
/// <remarks>
/// Ids are 1..n in the order of each component's first pixel, row by row (OpenCV's own order depends on its algorithm). uint32: a plane may hold
/// more than 65,535 objects. Same partition as SciPy's <c>label</c> with a 3x3 structure. O(pixels).
/// </remarks>
public static class ConnectedComponents
{
    /// <summary>Labels <paramref name="mask"/> (foreground: any value but 0) into <paramref name="labels"/>, a plane of the same size.</summary>
    /// <returns>The number of components.</returns>
    public static int Label(Plane<byte> mask, Plane<uint> labels)
    {
        SizeCheck.Same(mask, labels, nameof(labels));
        int count;
        using (PlaneMat from = mask.AsMat())
        using (PlaneMat to = labels.AsMat())
        {
            count = Cv2.ConnectedComponents(from.Mat, to.Mat, PixelConnectivity.Connectivity8, MatType.CV_32S) - 1;
            to.RequireInPlace();
        }
        uint[] renumbered = new uint[count + 1];
        uint next = 0;
        foreach (ref uint id in labels.Pixels)
        {
            if (id != 0)
            {
                ref uint known = ref renumbered[id];
                if (known == 0)
                {
                    known = ++next;
                }
                id = known;
            }
        }
        return count;
    }
}
