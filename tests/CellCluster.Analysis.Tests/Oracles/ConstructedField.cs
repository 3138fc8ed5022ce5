using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Oracles;

/// <summary>The planes and labels of tools/oracles/measurements.py, pixel for pixel.</summary>
internal static class ConstructedField
{
    public static long[] Lcg(uint seed, int count)
    {
        long[] values = new long[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            values[i] = seed >> 16;
        }
        return values;
    }

    public static Plane<uint> Labels(int height, int width, uint seed, int objects)
    {
        long[] at = Lcg(seed, 4 * objects);
        var labels = new Plane<uint>(height, width);
        for (int i = 0; i < objects; i++)
        {
            long cy = at[4 * i] % height;
            long cx = at[(4 * i) + 1] % width;
            long ry = i % 5 == 4 || i % 7 == 6 ? 0 : 2 + (at[(4 * i) + 2] % 15);
            long rx = i % 5 == 4 ? 0 : 2 + (at[(4 * i) + 3] % 15);
            long yy = Math.Max(1, ry * ry);
            long xx = Math.Max(1, rx * rx);
            long limit = (xx * yy) - (ry == 0 && rx == 0 ? 1 : 0);
            for (int p = 0; p < labels.PixelCount; p++)
            {
                long dy = (p / width) - cy;
                long dx = (p % width) - cx;
                if ((dy * dy * xx) + (dx * dx * yy) <= limit)
                {
                    labels.Pixels[p] = (uint)((2 * i) + 1);
                }
            }
        }
        return labels;
    }

    public static Plane<float> Plane(int height, int width, uint seed)
    {
        long[] noise = Lcg(seed, height * width);
        float[] pixels = new float[noise.Length];
        for (int p = 0; p < pixels.Length; p++)
        {
            long y = p / width;
            long x = p % width;
            long a = (y * 37 % 64) - 32;
            long b = (x * 29 % 128) - 64;
            pixels[p] = ((noise[p] / 256 * 4) + (a * a) + (b * b / 4) + (3 * y) + (2 * x)) / 1024f;
        }
        return new Plane<float>(height, width, pixels);
    }
}
