using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests;

/// <summary>Predicted planes by construction: disks with soft edges on smooth noise, so that counts, areas and centres are known.</summary>
internal static class DrawnField
{
    /// <summary>Adds a disk of <paramref name="level"/>; its edge falls from inside to outside over about 2 px, half height at the radius.</summary>
    public static Plane<float> Disk(this Plane<float> plane, double y, double x, double radius, double level = 1)
    {
        for (int row = 0; row < plane.Height; row++)
        {
            for (int column = 0; column < plane.Width; column++)
            {
                double distance = Math.Sqrt(((row - y) * (row - y)) + ((column - x) * (column - x)));
                plane[row, column] = Math.Max(plane[row, column], (float)(level / (1 + Math.Exp(2 * (distance - radius)))));
            }
        }
        return plane;
    }

    /// <summary>Adds noise of the given standard deviation, smoothed as a network's output is.</summary>
    public static Plane<float> Noise(this Plane<float> plane, int seed, double deviation, double sigmaPx = 3)
    {
        using Plane<float> noise = SmoothNoise(plane.Height, plane.Width, seed, sigmaPx);
        return plane.Each((i, pixel) => pixel + ((float)deviation * noise.Pixels[i]));
    }

    /// <summary>Replaces every pixel.</summary>
    public static Plane<float> Each(this Plane<float> plane, Func<int, float, float> change)
    {
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = change(i, plane.Pixels[i]);
        }
        return plane;
    }

    /// <summary>Centres of a regular grid with a jitter, in px.</summary>
    public static IEnumerable<(int Y, int X)> Grid(int height, int width, int step, int seed)
    {
        var random = new Random(seed);
        for (int y = step / 2; y < height - (step / 3); y += step)
        {
            for (int x = step / 2; x < width - (step / 3); x += step)
            {
                yield return (y + random.Next(-step / 8, step / 8), x + random.Next(-step / 8, step / 8));
            }
        }
    }

    private static Plane<float> SmoothNoise(int height, int width, int seed, double sigmaPx)
    {
        var random = new Random(seed);
        var noise = new Plane<float>(height, width);
        noise.Each((_, _) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        GaussianBlur.Apply(noise, sigmaPx, noise);
        double squares = 0;
        foreach (float pixel in noise.Pixels)
        {
            squares += pixel * pixel;
        }
        float scale = (float)(1 / Math.Sqrt(squares / noise.PixelCount));
        return noise.Each((_, pixel) => pixel * scale);
    }
}
