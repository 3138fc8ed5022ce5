using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Analysis;

/// <summary>Slope of the radial power spectrum.</summary>
/// <remarks>
/// As CellProfiler's power log-log slope: |F|^2 of the plane less its mean, summed (not averaged) over rings of frequencies r..r+1 for r = 1, 2, .. up to an eighth of the side,
/// no window; least squares of log(sum) over log(r + 1). Here on the square of 2^k px in the centre of the plane, 1024 at most: a quarter of a field in a
/// sixth of the time. Sharp images have about -1.5, since edges fall with the square of frequency and rings grow with it; noise lifts it towards +1.
/// Deterministic, whatever the number of OpenCV's threads.
/// </remarks>
internal static class PowerSpectrum
{
    private const int LargestSide = 1024;
    private const int SmallestSide = 32;

    /// <summary>The slope; NaN where the plane is too small, or the square is constant or has a pixel that is not finite.</summary>
    public static double Slope<T>(Plane<T> plane)
        where T : unmanaged
    {
        int side = LargestSide;
        while (side > Math.Min(plane.Height, plane.Width))
        {
            side /= 2;
        }
        if (side < SmallestSide)
        {
            return double.NaN;
        }
        using var square = Plane<float>.Rent(side, side);
        if (!CutCentre(plane, square))
        {
            return double.NaN;
        }
        using PlaneMat mat = square.AsMat();
        Cv2.Dft(mat.Mat, mat.Mat);
        mat.RequireInPlace();
        return Fit(Rings(square));
    }

    // The centre less its mean; false where a pixel is not finite or all are equal.
    private static bool CutCentre<T>(Plane<T> plane, Plane<float> square)
        where T : unmanaged
    {
        int top = (plane.Height - square.Height) / 2;
        int left = (plane.Width - square.Width) / 2;
        double sum = 0;
        for (int y = 0; y < square.Height; y++)
        {
            ReadOnlySpan<float> row = PixelRow.AsFloats<T>(plane.Row(top + y).Slice(left, square.Width), square.Row(y));
            if (typeof(T) == typeof(float))
            {
                row.CopyTo(square.Row(y));
            }
            sum += WideSums.Sum(square.Row(y));
        }
        float mean = (float)(sum / square.PixelCount);
        if (!float.IsFinite(mean) || square.Pixels.IndexOfAnyExcept(square.Pixels[0]) < 0)
        {
            return false;
        }
        foreach (ref float pixel in square.Pixels)
        {
            pixel -= mean;
        }
        return true;
    }

    // OpenCV packs the spectrum of a real square: columns 2 j - 1 and 2 j hold the real and imaginary part of frequency (y, j), all rows; column 0 holds
    // frequency (y, 0) in rows 2 y - 1 and 2 y. What is not stored is the mirror image of what is.
    private static double[] Rings(Plane<float> spectrum)
    {
        int side = spectrum.Width;
        int most = side / 8;
        var rings = new double[most];
        for (int y = 1; y < most; y++)
        {
            rings[y] += 2 * Power(spectrum[(2 * y) - 1, 0], spectrum[2 * y, 0]);
        }
        for (int row = 0; row < side; row++)
        {
            int y = Math.Min(row, side - row);
            for (int x = 1; x < most && y < most; x++)
            {
                int ring = (int)Math.Sqrt(((double)y * y) + ((double)x * x));
                if (ring < most)
                {
                    rings[ring] += 2 * Power(spectrum[row, (2 * x) - 1], spectrum[row, 2 * x]);
                }
            }
        }
        return rings;
    }

    private static double Power(double real, double imaginary) => (real * real) + (imaginary * imaginary);

    private static double Fit(double[] rings)
    {
        double count = 0;
        double sumX = 0;
        double sumY = 0;
        double sumXX = 0;
        double sumXY = 0;
        for (int ring = 1; ring < rings.Length - 1; ring++)
        {
            if (rings[ring] > 0)
            {
                double x = Math.Log(ring + 1);
                double y = Math.Log(rings[ring]);
                count++;
                sumX += x;
                sumY += y;
                sumXX += x * x;
                sumXY += x * y;
            }
        }
        double spread = (count * sumXX) - (sumX * sumX);
        return count > 1 && spread > 0 ? ((count * sumXY) - (sumX * sumY)) / spread : double.NaN;
    }
}
