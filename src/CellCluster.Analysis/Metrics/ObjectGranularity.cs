using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Analysis;

/// <summary>At which scale the structure of objects lies: what openings with growing squares take away.</summary>
/// <remarks>
/// O_r = grey opening of the plane with a square of 2 r + 1 px, O_0 the plane. Share of radius k = sum over the object of (O_before - O_k) over the sum
/// of (O_0 - O_last): the shares of one object add up to 1, and neither a factor nor an offset of the plane changes them. The largest opening
/// stands for the background, as in CellProfiler's granularity, which takes disks and reconstructs. Openings are of the whole plane by OpenCV (pixels
/// beyond it are left out), on 65,536 levels from the plane's smallest to its largest finite pixel: half the bytes of a float, and no other result but
/// for that rounding, since openings keep the order of levels. Erosions chain (a square is a sum of squares), so only the dilations start anew. NaN and
/// infinite pixels count as the smallest.
/// </remarks>
internal static class ObjectGranularity
{
    private const int LastLevel = ushort.MaxValue;

    /// <summary>Sums over each object of the plane and of its openings, in levels: [object * (radii + 1) + step], step 0 the plane itself.</summary>
    public static double[] Sums(ObjectRuns runs, Plane<float> plane)
    {
        IReadOnlyList<int> radii = MeasurementOptions.GranularityRadiiPx;
        int steps = radii.Count + 1;
        double[] sums = new double[runs.Count * steps];
        if (runs.Count == 0)
        {
            return sums;
        }
        using var opened = Plane<ushort>.Rent(plane.Height, plane.Width);
        using var eroded = Plane<ushort>.Rent(plane.Height, plane.Width);
        PixelLevels.Quantise(plane, LastLevel, opened);
        Add(runs, opened, sums, 0, steps);
        using PlaneMat erodedMat = eroded.AsMat();
        using PlaneMat openedMat = opened.AsMat();
        for (int step = 1; step < steps; step++)
        {
            int radius = radii[step - 1];
            using Mat grown = Square(step == 1 ? radius : radius - radii[step - 2]);
            using Mat whole = Square(radius);
            Cv2.Erode(step == 1 ? openedMat.Mat : erodedMat.Mat, erodedMat.Mat, grown);
            Cv2.Dilate(erodedMat.Mat, openedMat.Mat, whole);
            erodedMat.RequireInPlace();
            openedMat.RequireInPlace();
            Add(runs, opened, sums, step, steps);
        }
        return sums;
    }

    /// <summary>The shares of one object; NaN where nothing is taken away.</summary>
    public static double[] Shares(ReadOnlySpan<double> sums)
    {
        var shares = new double[sums.Length - 1];
        double all = sums[0] - sums[^1];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = all > 0 ? (sums[i] - sums[i + 1]) / all : double.NaN;
        }
        return shares;
    }

    private static Mat Square(int radius) => Cv2.GetStructuringElement(MorphShapes.Rect, new Size((2 * radius) + 1, (2 * radius) + 1));

    private static void Add(ObjectRuns runs, Plane<ushort> plane, double[] sums, int step, int steps)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            long sum = 0;
            foreach (ObjectRun run in runs[i])
            {
                sum += PixelLevels.Sum(plane.Row(run.Y).Slice(run.X, run.Length));
            }
            sums[(i * steps) + step] = sum;
        }
    }
}
